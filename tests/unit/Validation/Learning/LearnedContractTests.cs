using System.Text;
using Gateway.Policies.Validation.Learning;

namespace Gateway.UnitTests.Validation.Learning;

public sealed class LearnedContractTests
{
    private readonly LearnedContract _contract = new();

    [Fact]
    public void Document_RequestsAndAnswers_HasTheirShapesAndNoneOfTheirValues()
    {
        Order("/orders", """{ "sku": "SECRET-1", "quantity": 2, "price": 9.5, "ordered": "2026-01-31T12:00:00Z", "lines": [ { "id": 1 }, { "id": 2, "note": null } ] }""");
        Order("/orders", """{ "sku": "SECRET-2", "quantity": 3, "price": 10, "ordered": "2026-02-01T12:00:00+01:00", "coupon": "SECRET-3", "lines": [] }""");
        for (var id = 100; id < 110; id++)
        {
            _contract.AddRequest("GET", $"/orders/{id}", [new("expand", "true"), new("page", "7")], null, []);
            _contract.AddAnswer("GET", $"/orders/{id}", 200, "application/json", Encoding.UTF8.GetBytes($$"""{ "id": "6f1c0a52-b7d9-4e08-a3d5-c1e29f4b7a{{id % 100:00}}" }"""));
        }

        _contract.AddAnswer("GET", "/orders/999", 404, "application/problem+json", "{}"u8);
        var document = _contract.ToDocument("orders");
        Assert.DoesNotContain("SECRET", document.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["/orders", "/orders/{orderId}"], document["paths"]!.AsObject().Select(static p => p.Key));

        var body = document["paths"]!["/orders"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
        Assert.Equal("""["lines","ordered","price","quantity","sku"]""", body["required"]!.ToJsonString());
        Assert.Equal("""{"type":"string","format":"date-time"}""", body["properties"]!["ordered"]!.ToJsonString());
        Assert.Equal("""{"type":"number"}""", body["properties"]!["price"]!.ToJsonString());
        Assert.Equal("""{"type":"integer"}""", body["properties"]!["quantity"]!.ToJsonString());
        Assert.Equal("""{"type":"string"}""", body["properties"]!["coupon"]!.ToJsonString());
        Assert.Equal(
            """{"type":"object","properties":{"id":{"type":"integer"},"note":{"type":"null"}},"required":["id"],"additionalProperties":false}""",
            body["properties"]!["lines"]!["items"]!.ToJsonString());

        var get = document["paths"]!["/orders/{orderId}"]!["get"]!;
        Assert.Equal(
            """[{"name":"orderId","in":"path","required":true,"schema":{"type":"integer"}},{"name":"expand","in":"query","schema":{"type":"boolean"},"required":true},{"name":"page","in":"query","schema":{"type":"integer"},"required":true}]""",
            get["parameters"]!.ToJsonString());
        Assert.Equal("uuid", get["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["properties"]!["id"]!["format"]!.GetValue<string>());
        Assert.NotNull(get["responses"]!["404"]);
    }

    [Fact]
    public void Add_MadeUpPathsAndMembers_StaysBounded()
    {
        for (var i = 0; i < 5_000; i++) _contract.AddRequest("GET", $"/{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i / 676))}", [], null, []);
        Assert.Equal(5_000 - LearnedContract.MaxOperations, _contract.NotKept);

        var map = new LearnedContract();
        for (var i = 0; i < 1_000; i++) map.AddRequest("POST", "/map", [], "application/json", Encoding.UTF8.GetBytes($$"""{ "name{{i}}": 1 }"""));
        var schema = map.ToDocument("map")["paths"]!["/map"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!;
        Assert.Equal("""{"type":"object","additionalProperties":true}""", schema.ToJsonString());
    }

    [Theory]
    [InlineData("/a/{}/b/{}", "/a/{aId}/b/{bId}")]
    [InlineData("/orders/{}/{}", "/orders/{orderId}/{id}")]
    [InlineData("/{}/{}", "/{id}/{id2}")]
    [InlineData("/companies/{}/boss/{}", "/companies/{companyId}/boss/{bossId}")]
    public void Name_Shape_NamesItsValues(string shape, string template) => Assert.Equal(template, PathParameters.Name(shape).Template);

    private void Order(string path, string json)
    {
        _contract.AddRequest("POST", path, [], "application/json", Encoding.UTF8.GetBytes(json));
        _contract.AddAnswer("POST", path, 201, null, []);
    }
}
