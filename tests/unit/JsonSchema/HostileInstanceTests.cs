using System.Diagnostics;
using System.Text;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

public class HostileInstanceTests
{
    private static readonly JsonSchemaValidator Anything = Validation.Compile("{}");

    [Fact]
    public void Depth_BeyondTheBound_IsRefusedWithoutRecursion()
    {
        Assert.True(Anything.IsValid(Nested(64)));
        Assert.False(Anything.IsValid(Nested(65)));
        Assert.False(Anything.IsValid(Nested(1_000_000)));
        Assert.False(Anything.IsValid(new string('[', 1_000_000)));
        Assert.False(Anything.IsValid(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));
        Assert.Equal("limit", Anything.Violations(Nested(65))[0].Keyword);

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public void Depth_AtTheHighestBound_FitsTheStackWithSchemasInPlace()
    {
        // Each level applies four schemas to the same value before the next.
        var validator = Validation.Compile(
            """{"$ref":"#/$defs/n","$defs":{"n":{"type":"array","allOf":[{"anyOf":[{"oneOf":[{"items":{"$ref":"#/$defs/n"}}]}]}]}}}""",
            new JsonSchemaOptions { Limits = new JsonSchemaLimits { MaxDepth = 256, MaxVisits = 100_000_000 } });
        var deep = Encoding.UTF8.GetBytes(new string('[', 140) + new string(']', 140));
        var thread = new Thread(() => Assert.NotNull(validator.Validate(deep)), 1 << 20);
        thread.Start();
        thread.Join();
    }

    [Fact]
    public void Bounds_OnMembersItemsStringsNumbersAndSize_AreViolations()
    {
        var limits = new JsonSchemaLimits { MaxMembers = 2, MaxItems = 3, MaxStringBytes = 4, MaxNumberBytes = 5, MaxBytes = 40 };
        var validator = Validation.Compile("{}", new JsonSchemaOptions { Limits = limits });
        foreach (var valid in new[] { "{\"a\":1,\"b\":2}", "[1,2,3]", "\"abcd\"", "12345", "{\"abcd\":1}" }) Assert.True(validator.IsValid(valid), valid);
        foreach (var refused in new[] { "{\"a\":1,\"b\":2,\"c\":3}", "[1,2,3,4]", "\"abcde\"", "123456", "{\"abcde\":1}", "[\"                                       \"]" })
        {
            Assert.False(validator.IsValid(refused), refused);
            Assert.Equal("limit", Assert.Single(validator.Violations(refused)).Keyword);
        }
    }

    [Fact]
    public void Bounds_InsideNot_AreStillRefusals()
        => Assert.False(Validation.Compile("""{"not":{"not":{}},"properties":{"a":{"not":{"type":"array"}}}}""").IsValid("{\"a\":[" + new string('[', 100) + new string(']', 100) + "]}"));

    [Fact]
    public void SchemasInsideEachOther_ThatGrowExponentially_EndAtTheBudget()
    {
        // 4^20 looks at the innermost array without a bound.
        var validator = Validation.Compile("""{"anyOf":[{"items":{"$ref":"#"},"maxItems":0},{"items":{"$ref":"#"},"maxItems":0},{"items":{"$ref":"#"},"minItems":9},{"items":{"$ref":"#"}}]}""");
        var watch = Stopwatch.StartNew();
        var violations = validator.Violations(new string('[', 30) + "1" + new string(']', 30));

        Assert.Contains(violations, violation => violation.Keyword == "limit");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void UniqueItems_ManyObjects_IsLinear()
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < 50_000; i++) text.Append(i == 0 ? "" : ",").Append("{\"a\":").Append(i).Append(",\"b\":[1,2]}");
        var validator = Validation.Compile("""{"uniqueItems":true}""");

        Assert.True(validator.IsValid(text + "]"));
        Assert.False(validator.IsValid(text + ",{\"b\":[1.0,2],\"a\":49999}]"));
    }

    [Fact]
    public void Members_ManyDifferentNames_AreLinearAndATwinIsFound()
    {
        var text = "{" + string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"n{i}\":{i}"));

        Assert.True(Anything.IsValid(text + "}"));
        Assert.False(Anything.IsValid(text[..^12] + ",\"n77\":1}"));
    }

    [Theory]
    [InlineData("""{"multipleOf":3}""", "1e999999999")]
    [InlineData("""{"maximum":3}""", "1e999999999")]
    [InlineData("""{"enum":[1,1e999999999]}""", "1e99999999")]
    [InlineData("""{"minimum":3}""", "1e-999999999")]
    [InlineData("""{"uniqueItems":true}""", "[1e999999999,1e999999999]")]
    [InlineData("""{"type":"integer"}""", "1e-999999999")]
    public void Numbers_WithHugeExponents_AreJudgedAtOnce(string schema, string instance) => Assert.False(Validation.Compile(schema).IsValid(instance));

    [Fact]
    public void Comparisons_ThatRunOutOfTheBudget_AreRefusals()
    {
        // Two equal objects whose members stand the other way round: each is looked for from the start.
        var names = Enumerable.Range(0, 3000).Select(i => $"\"n{i}\":0").ToList();
        var twins = "[{" + string.Join(',', names) + "},{" + string.Join(',', names.AsEnumerable().Reverse()) + "}]";
        var violations = Validation.Compile("""{"uniqueItems":true}""").Violations(twins);

        Assert.NotEmpty(violations);
        Assert.False(Validation.Compile("""{"uniqueItems":true}""", new JsonSchemaOptions { Limits = new JsonSchemaLimits { MaxVisits = 1 } }).IsValid(twins));
    }

    [Fact]
    public void Text_WithBytesChanged_NeverThrowsUnderAnySchema()
    {
        var examined = 0;
        Seeds.ForAll(500, seed =>
        {
            var random = new Random(seed);
            var json = new RandomJson(seed);
            var validator = Validation.Compile(json.Schema());
            for (var i = 0; i < 20; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(json.Value(4));
                for (var changes = 1 + random.Next(3); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(random.Next(2) == 0 ? 256 : 128);
                Assert.Equal(validator.IsValid(bytes), validator.Validate(bytes).IsValid);
                examined++;
            }
        });

        Assert.Equal(10_000, examined);
    }

    [Fact]
    public void Text_CutOffAnywhere_IsRefusedAndNeverThrows()
    {
        var order = File.ReadAllBytes(OrderDocument.InstancePath);
        var validator = OrderDocument.Validator;
        for (var length = 0; length < order.Length; length++)
        {
            Assert.False(validator.IsValid(order.AsSpan(0, length)));
            Assert.NotEmpty(validator.Validate(order.AsSpan(0, length)).Violations);
        }

        Assert.True(order.Length > 700);
    }
}
