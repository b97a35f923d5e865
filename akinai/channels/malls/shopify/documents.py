"""What we ask Shopify, word for word. Every document is validated against Shopify's schema (tests/malls)."""

from typing import NamedTuple


class Document(NamedTuple):
    """`name`: what the manual calls it, for the list of calls; `operation`: its name in the text."""

    name: str
    operation: str
    text: str


MONEY = "{shopMoney{amount}}"

LINE = (
    "id sku title variantTitle quantity currentQuantity requiresShipping taxable customAttributes{key value} "
    f"variant{{id inventoryItem{{id}}}} originalUnitPriceSet{MONEY} taxLines(first:3){{rate}}"
)

ADDRESS = "{firstName lastName name company zip province provinceCode city address1 address2 phone countryCodeV2}"

ORDER = f"""
  id name createdAt processedAt updatedAt cancelledAt cancelReason test
  displayFinancialStatus displayFulfillmentStatus taxesIncluded currencyCode paymentGatewayNames
  note tags email phone customAttributes{{key value}}
  metafields(first:20,keys:$keys) @include(if:$metafields){{nodes{{namespace key value}}}}
  totalPriceSet{MONEY} currentTotalPriceSet{MONEY} currentShippingPriceSet{MONEY}
  currentTotalAdditionalFeesSet{MONEY} totalTipReceivedSet{MONEY}
  shippingLines(first:2){{nodes{{title code discountedPriceSet{MONEY} taxLines{{priceSet{MONEY}}}}}}}
  shippingAddress{ADDRESS} billingAddress{ADDRESS}
  transactions(first:5){{kind status gateway manualPaymentGateway amountSet{MONEY}}}
  lineItems(first:$lines){{pageInfo{{hasNextPage endCursor}} nodes{{{LINE}}}}}
"""

CONNECTION = Document(
    "shop",
    "Connection",
    """query Connection {
  shop{name myshopifyDomain currencyCode taxesIncluded}
  locations(first:50){nodes{id name isActive fulfillsOnlineOrders isFulfillmentService}}
  currentAppInstallation{accessScopes{handle}}
}""",
)

ORDERS = Document(
    "orders",
    "Orders",
    f"""query Orders($first:Int!,$lines:Int!,$after:String,$query:String!,$keys:[String!],$metafields:Boolean!) {{
  orders(first:$first,after:$after,sortKey:UPDATED_AT,query:$query){{
    pageInfo{{hasNextPage endCursor}} nodes{{{ORDER}}}
  }}
}}""",
)

ORDERS_BY_ID = Document(
    "nodes(Order)",
    "OrdersById",
    f"""query OrdersById($ids:[ID!]!,$lines:Int!,$keys:[String!],$metafields:Boolean!) {{
  nodes(ids:$ids){{... on Order{{{ORDER}}}}}
}}""",
)

MORE_LINES = Document(
    "order.lineItems",
    "MoreLines",
    f"""query MoreLines($id:ID!,$first:Int!,$after:String) {{
  order(id:$id){{lineItems(first:$first,after:$after){{pageInfo{{hasNextPage endCursor}} nodes{{{LINE}}}}}}}
}}""",
)

ORDER_IDS = Document(
    "orders(name)",
    "OrderIds",
    """query OrderIds($first:Int!,$query:String!) {
  orders(first:$first,query:$query){nodes{id name}}
}""",
)

FULFILLMENT_ORDERS = Document(
    "fulfillmentOrders",
    "FulfillmentOrders",
    """query FulfillmentOrders($id:ID!,$after:String) {
  order(id:$id){
    id name cancelledAt
    fulfillments(first:25){id status trackingInfo(first:5){company number}}
    fulfillmentOrders(first:5,after:$after){
      pageInfo{hasNextPage endCursor}
      nodes{
        id status assignedLocation{location{id}} supportedActions{action}
        fulfillmentHolds{displayReason reasonNotes}
        lineItems(first:40){
          pageInfo{hasNextPage endCursor}
          nodes{id remainingQuantity requiresShipping lineItem{id}}
        }
      }
    }
  }
}""",
)

MORE_TO_FULFILL = Document(
    "fulfillmentOrder.lineItems",
    "MoreToFulfill",
    """query MoreToFulfill($id:ID!,$after:String) {
  fulfillmentOrder(id:$id){
    lineItems(first:100,after:$after){
      pageInfo{hasNextPage endCursor}
      nodes{id remainingQuantity requiresShipping lineItem{id}}
    }
  }
}""",
)

FULFILLED_LINES = Document(
    "fulfillment.fulfillmentLineItems",
    "FulfilledLines",
    """query FulfilledLines($id:ID!,$after:String) {
  fulfillment(id:$id){
    fulfillmentLineItems(first:100,after:$after){
      pageInfo{hasNextPage endCursor}
      nodes{quantity lineItem{id}}
    }
  }
}""",
)

FULFILL = Document(
    "fulfillmentCreate",
    "Fulfill",
    """mutation Fulfill($fulfillment:FulfillmentInput!) {
  fulfillmentCreate(fulfillment:$fulfillment){fulfillment{id status} userErrors{field message}}
}""",
)

SET_TRACKING = Document(
    "fulfillmentTrackingInfoUpdate",
    "SetTracking",
    """mutation SetTracking($id:ID!,$tracking:FulfillmentTrackingInput!,$notify:Boolean!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId:$id,trackingInfoInput:$tracking,notifyCustomer:$notify){
    fulfillment{id status} userErrors{field message}
  }
}""",
)

ORDER_STATE = Document(
    "order",
    "OrderState",
    "query OrderState($id:ID!) { order(id:$id){id name cancelledAt} }",
)

CANCEL = Document(
    "orderCancel",
    "CancelOrder",
    """mutation CancelOrder(
  $id:ID!,$reason:OrderCancelReason!,$restock:Boolean!,$notify:Boolean!,$refund:OrderCancelRefundMethodInput
) {
  orderCancel(orderId:$id,reason:$reason,restock:$restock,notifyCustomer:$notify,refundMethod:$refund){
    job{id done} orderCancelUserErrors{code field message}
  }
}""",
)

SET_STOCK = Document(
    "inventorySetQuantities",
    "SetStock",
    """mutation SetStock($input:InventorySetQuantitiesInput!,$key:String!) {
  inventorySetQuantities(input:$input) @idempotent(key:$key){
    inventoryAdjustmentGroup{id} userErrors{code field message}
  }
}""",
)

STOCK_HERE = Document(
    "inventoryActivate",
    "StockHere",
    """mutation StockHere($item:ID!,$location:ID!,$available:Int!,$key:String!) {
  inventoryActivate(inventoryItemId:$item,locationId:$location,available:$available) @idempotent(key:$key){
    inventoryLevel{id} userErrors{field message}
  }
}""",
)

READ_STOCK = Document(
    "nodes(InventoryItem)",
    "ReadStock",
    """query ReadStock($ids:[ID!]!,$location:ID!) {
  nodes(ids:$ids){
    ... on InventoryItem{
      id tracked inventoryLevel(locationId:$location){quantities(names:["available"]){name quantity}}
    }
  }
}""",
)

VARIANTS = Document(
    "productVariants",
    "Variants",
    """query Variants($first:Int!,$after:String,$location:ID!) {
  productVariants(first:$first,after:$after,sortKey:ID){
    pageInfo{hasNextPage endCursor}
    nodes{
      id sku barcode price title
      product{id title status}
      inventoryItem{id tracked inventoryLevel(locationId:$location){quantities(names:["available"]){name quantity}}}
    }
  }
}""",
)

PRODUCTS_OF = Document(
    "nodes(ProductVariant)",
    "ProductsOf",
    """query ProductsOf($ids:[ID!]!) {
  nodes(ids:$ids){
    ... on ProductVariant{id product{id}}
    ... on InventoryItem{id variants(first:1){nodes{id product{id}}}}
  }
}""",
)

SET_PRICES = Document(
    "productVariantsBulkUpdate",
    "SetPrices",
    """mutation SetPrices($product:ID!,$variants:[ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId:$product,variants:$variants){
    productVariants{id price} userErrors{field message}
  }
}""",
)

SET_PRODUCT = Document(
    "productSet",
    "SetProduct",
    """mutation SetProduct($input:ProductSetInput!,$identifier:ProductSetIdentifiers) {
  productSet(input:$input,identifier:$identifier,synchronous:true){product{id handle} userErrors{code field message}}
}""",
)

PRODUCT_BY_HANDLE = Document(
    "productByIdentifier",
    "ProductByHandle",
    """query ProductByHandle($handle:String!) {
  productByIdentifier(identifier:{handle:$handle}){id variants(first:100){nodes{id sku}}}
}""",
)

SUBSCRIPTIONS = Document(
    "webhookSubscriptions",
    "Subscriptions",
    """query Subscriptions($after:String) {
  webhookSubscriptions(first:100,after:$after){pageInfo{hasNextPage endCursor} nodes{id topic uri}}
}""",
)

SUBSCRIBE = Document(
    "webhookSubscriptionCreate",
    "Subscribe",
    """mutation Subscribe($topic:WebhookSubscriptionTopic!,$subscription:WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic:$topic,webhookSubscription:$subscription){
    webhookSubscription{id} userErrors{field message}
  }
}""",
)

UNSUBSCRIBE = Document(
    "webhookSubscriptionDelete",
    "Unsubscribe",
    """mutation Unsubscribe($id:ID!) {
  webhookSubscriptionDelete(id:$id){deletedWebhookSubscriptionId userErrors{field message}}
}""",
)

ALL = (
    CONNECTION, ORDERS, ORDERS_BY_ID, MORE_LINES, ORDER_IDS, FULFILLMENT_ORDERS, MORE_TO_FULFILL, FULFILLED_LINES,
    FULFILL, SET_TRACKING, ORDER_STATE, CANCEL, SET_STOCK, STOCK_HERE, READ_STOCK, VARIANTS, PRODUCTS_OF, SET_PRICES,
    SET_PRODUCT, PRODUCT_BY_HANDLE, SUBSCRIPTIONS, SUBSCRIBE, UNSUBSCRIBE,
)  # fmt: skip
