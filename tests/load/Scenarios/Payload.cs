using System.Globalization;
using System.Text;

namespace Gateway.LoadTests.Scenarios;

/// <summary>A body that is POSTed.</summary>
/// <param name="Name">What its file is called.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record Payload(string Name, string ContentType, int Bytes)
{
    private const int Lines = 9;

    /// <summary>What an order has to look like: nothing undeclared, types, patterns, bounds and a format.</summary>
    public const string OrderSchema = """
        {
          "type": "object", "additionalProperties": false, "required": ["number", "customer", "currency", "lines"],
          "properties": {
            "number": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{6}$" },
            "created": { "type": "string", "format": "date-time" },
            "currency": { "enum": ["EUR", "GBP", "USD"] },
            "customer": {
              "type": "object", "additionalProperties": false, "required": ["id", "name"],
              "properties": { "id": { "type": "integer", "minimum": 1 }, "name": { "type": "string", "maxLength": 80 }, "mail": { "type": "string", "maxLength": 254 } }
            },
            "lines": {
              "type": "array", "minItems": 1, "maxItems": 100,
              "items": {
                "type": "object", "additionalProperties": false, "required": ["sku", "quantity", "price"],
                "properties": {
                  "sku": { "type": "string", "pattern": "^[A-Z]-[0-9]{3}$" }, "quantity": { "type": "integer", "minimum": 1, "maximum": 1000 },
                  "price": { "type": "number", "minimum": 0 }, "note": { "type": "string", "maxLength": 200 }
                }
              }
            }
          }
        }
        """;

    private static readonly byte[] OrderContent = Encoding.UTF8.GetBytes(OrderText());

    /// <summary>An order of about 1 KB that keeps <see cref="OrderSchema"/>.</summary>
    public static Payload Order { get; } = new("order", "application/json", OrderContent.Length);

    public static Payload Blob(string name, int bytes) => new(name, "application/octet-stream", bytes);

    public byte[] Content()
    {
        if (this == Order) return OrderContent;
        var content = new byte[Bytes];
        content.AsSpan().Fill((byte)'x');
        return content;
    }

    private static string OrderText()
    {
        var lines = Enumerable.Range(1, Lines).Select(static i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"sku":"A-{{100 + i}}","quantity":{{i}},"price":{{i}}9.9,"note":"Leave it with the neighbour at number {{i}}, please."}"""));
        return $$"""{"number":"2025-000042","created":"2025-01-02T03:04:05Z","currency":"EUR","customer":{"id":7,"name":"Example Ltd","mail":"orders@example.com"},"lines":[{{string.Join(',', lines)}}]}""";
    }
}
