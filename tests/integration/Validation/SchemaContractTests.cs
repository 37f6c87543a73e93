using Gateway.IntegrationTests.Support;

namespace Gateway.IntegrationTests.Validation;

/// <summary>JSON schemas without an OpenAPI document.</summary>
public sealed class SchemaContractTests
{
    private static readonly (string, string)[] Files =
    [
        ("order.schema.json", """{"type":"object","required":["id"],"properties":{"id":{"$ref":"parts/id.json"}},"additionalProperties":false}"""),
        ("parts/id.json", """{"type":"string","format":"uuid"}"""),
        ("query.yaml", "type: object\nproperties:\n  page: {type: integer, minimum: 1}\n  tag: {type: array, items: {type: string}}\n  to: {type: string}\ndependentRequired: {to: [page]}\n"),
        ("head.json", """{"type":"object","required":["x-tenant"],"properties":{"x-tenant":{"type":"string","pattern":"^[a-z]+$"},"x-age":{"type":"integer"}}}"""),
    ];

    private static readonly (string, string) Json = ("Content-Type", "application/json");
    private static readonly (string, string) Tenant = ("X-Tenant", "acme");

    [Theory]
    [InlineData(WireProtocol.Http1)]
    [InlineData(WireProtocol.Http2)]
    public async Task Schemas_OfBodyQueryAndHeaders_AreHeld(WireProtocol protocol)
    {
        await using var bench = await ContractBench.StartAsync(Files, """{ "Body": "order.schema.json", "Query": "query.yaml", "Headers": "head.json" }""");
        await using var client = await bench.ConnectAsync(protocol);
        var good = """{"id":"0f8fad5b-d9cb-469f-a165-70867728950e"}"""u8.ToArray();

        Assert.Equal(200, (await client.PostAsync("/x?page=1&tag=a&tag=b", good, Json, Tenant)).Status);
        Assert.Equal(200, (await client.GetAsync("/x", Tenant, ("X-Age", "5"))).Status);
        Assert.Equal(200, (await client.GetAsync("/x?page=2&to=x", Tenant)).Status);
        bench.Refused(await client.PostAsync("/x", """{"id":"7"}"""u8.ToArray(), Json, Tenant), 422, "body-invalid");
        bench.Refused(await client.PostAsync("/x", """{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","admin":1}"""u8.ToArray(), Json, Tenant), 422, "body-invalid");
        bench.Refused(await client.SendAsync("POST", "/x", [Tenant]), 422, "body-missing");
        bench.Refused(await client.PostAsync("/x", good, ("Content-Type", "text/plain"), Tenant), 415, "media-type-unchecked");
        bench.Refused(await client.PostAsync("/x", good, ("Content-Type", "image/png"), Tenant), 415, "media-type-unknown");
        bench.Refused(await client.GetAsync("/x?page=0", Tenant), 422, "parameter-invalid");
        bench.Refused(await client.GetAsync("/x?to=x", Tenant), 422, "parameter-invalid");
        bench.Refused(await client.GetAsync("/x?page=1&page=2", Tenant), 400, "parameter-repeated");
        bench.Refused(await client.GetAsync("/x?other=1", Tenant), 400, "query-parameter-unknown");
        bench.Refused(await client.GetAsync("/x"), 422, "parameter-invalid");
        bench.Refused(await client.GetAsync("/x", ("X-Tenant", "ACME")), 422, "parameter-invalid");
        bench.Refused(await client.GetAsync("/x", Tenant, ("X-Age", "old")), 422, "parameter-invalid");
        Assert.Equal(3, bench.Backend.Heads);
    }
}
