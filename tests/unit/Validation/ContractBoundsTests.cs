using System.Diagnostics;
using System.Text;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Learning;
using Gateway.Policies.Validation.OpenApi;
using Gateway.Policies.Validation.Parameters;
using Gateway.Policies.Validation.Schemas;

namespace Gateway.UnitTests.Validation;

/// <summary>What a client, or a document, can make large does not cost more than its size.</summary>
public sealed class ContractBoundsTests : IDisposable
{
    // No measure of speed: what these bounds keep out takes minutes and more, and another machine may be busy.
    private const int MostSeconds = 60;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-bounds-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Form_OfOneObjectWithVeryManyMembers_IsReadInLinearTime(bool exploded)
    {
        var map = new SchemaShape { Types = ValueTypes.Object, Additional = SchemaShape.Unknown };
        var plan = new QueryPlan([Field(map, ParameterStyle.Form, explode: false)], []);
        var body = "o=" + string.Join(',', Enumerable.Range(0, 200_000).Select(static i => $"{i:x},1"));
        if (exploded)
        {
            var lists = new SchemaShape { Types = ValueTypes.Object, Additional = new SchemaShape { Types = ValueTypes.Array, Items = SchemaShape.Unknown } };
            plan = new QueryPlan([Field(lists, ParameterStyle.DeepObject, explode: true)], []);
            body = string.Join('&', Enumerable.Range(0, 10_000).Select(static i => $"o[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{i}]=1"));
        }

        var since = Stopwatch.GetTimestamp();
        Assert.Null(new FieldSet(plan, null).Judge(body, "body", refusesUnknown: false));
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0, MostSeconds);
    }

    [Theory]
    [InlineData("allOf")]
    [InlineData("anyOf")]
    public void Load_SchemasThatReferToThemselvesTwice_TakesNoTime(string keyword)
    {
        var members = string.Join(", ", Enumerable.Range(0, 60).Select(static i => $"p{i}: {{$ref: '#/components/schemas/A'}}"));
        var text = $$$"""
            openapi: 3.1.0
            info: {title: t, version: '1'}
            paths:
              /a:
                post:
                  requestBody:
                    content:
                      application/x-www-form-urlencoded:
                        schema: {$ref: '#/components/schemas/A'}
                  responses: {'200': {description: ok}}
            components:
              schemas:
                A:
                  {{{keyword}}}: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/B'}, {type: object}]
                B:
                  {{{keyword}}}: [{$ref: '#/components/schemas/C'}, {$ref: '#/components/schemas/C'}]
                  properties: { {{{members}}} }
                C:
                  anyOf: []
                  properties: {again: {$ref: '#/components/schemas/A'}}
            """;

        var since = Stopwatch.GetTimestamp();
        Load(text);
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0, MostSeconds);
    }

    [Fact]
    public void Yaml_ANumberOfAMillionDigits_IsReadInNoTime()
    {
        var since = Stopwatch.GetTimestamp();
        Bench.Yaml($"a: 0o{new string('7', 1_000_000)}\nb: 0x{new string('f', 1_000_000)}\nc: {new string('9', 1_000_000)}\n");
        Assert.InRange(Stopwatch.GetElapsedTime(since).TotalSeconds, 0, MostSeconds);
    }

    [Fact]
    public void Learned_MadeUpMembersOfMembers_StayWithinTheBudget()
    {
        var contract = new LearnedContract(new ShapeBudget(100_000));
        for (var i = 0; i < 100; i++)
        {
            var inner = string.Join(',', Enumerable.Range(0, 90).Select(static j => $"\"m{j}\":1"));
            contract.AddRequest("POST", "/a", [], "application/json", Encoding.UTF8.GetBytes($"{{\"n{i % 90}\":{{{inner}}}}}"));
        }

        Assert.InRange(contract.ToDocument("t").ToJsonString().Length, 100, 100_000);
    }

    private static ContractParameter Field(SchemaShape shape, ParameterStyle style, bool explode) => new()
    {
        Name = "o",
        Location = ParameterLocation.Query,
        Style = style,
        Explode = explode,
        IsRequired = false,
        Shape = shape,
        Schema = null,
    };

    private LoadedContract Load(string text)
    {
        var path = Path.Combine(_folder.FullName, "api.yaml");
        File.WriteAllText(path, text);
        return new ContractStore().Load(new ContractSettings(path, _folder.FullName, "", null, AssertsFormats: true, ReadsResponses: false));
    }
}
