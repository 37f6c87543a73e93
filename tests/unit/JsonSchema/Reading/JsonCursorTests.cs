using System.Text;
using System.Text.Json;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema.Reading;

public class JsonCursorTests
{
    private static readonly byte[] Bytes = "{}[]\",:\\u0e.-+ tfn19\n\0\u007f"u8.ToArray();
    private static readonly JsonSchemaValidator Anything = Validation.Compile("{}");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1")]
    [InlineData("[1]]")]
    [InlineData("1 2")]
    [InlineData("nul")]
    [InlineData("nulll")]
    [InlineData("True")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0x1")]
    [InlineData("1_0")]
    [InlineData("\"a")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12\"")]
    [InlineData("\"\\u12G4\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\ud800\\u0041\"")]
    [InlineData("\"\\udc00\"")]
    [InlineData("\"a\tb\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("// c\n1")]
    [InlineData("/* c */ 1")]
    [InlineData("\uFEFF1")]
    [InlineData("1\0")]
    [InlineData("\0")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("[{\"x\":{\"a\":1,\"b\":2,\"a\":3}}]")]
    [InlineData("{\"\":1,\"\":1}")]
    public void Read_WhatIsNotStrictJson_IsRefused(string text) => Assert.False(Anything.IsValid(text));

    [Theory]
    [InlineData(" \t\r\n1 ")]
    [InlineData("[ ]")]
    [InlineData("{ }")]
    [InlineData("{\"a\" : [ 1 , -0.5e-10 , \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\\ud83d\\ude00\" ] }")]
    [InlineData("\"\u007f\u0080\uffff\"")]
    [InlineData("-0")]
    [InlineData("1E+2")]
    [InlineData("{\"a\":{\"a\":{\"a\":1}}}")]
    public void Read_StrictJson_IsAccepted(string text) => Assert.True(Anything.IsValid(text));

    [Theory]
    [InlineData(new byte[] { 0x22, 0xC3, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xC0, 0xAF, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x31 })]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x31, 0x00 })]
    public void Read_WhatIsNotUtf8_IsRefused(byte[] text)
    {
        Assert.False(Anything.IsValid(text));
        Assert.False(Anything.Validate(text).IsValid);
    }

    /// <summary>The same verdict as the framework's reader on documents with a byte or two changed; it does not look at names and lone surrogates.</summary>
    [Fact]
    public void Read_MutatedDocuments_AgreesWithUtf8JsonReader()
    {
        var (examined, accepted) = (0, 0);
        Seeds.ForAll(2000, seed =>
        {
            var random = new Random(seed);
            var json = new RandomJson(seed);
            for (var i = 0; i < 10; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(json.Value(4));
                for (var changes = random.Next(3); changes > 0 && bytes.Length > 0; changes--) bytes = Mutate(bytes, random);
                var expected = Framework(bytes);
                Assert.True(expected == Anything.IsValid(bytes), $"{Encoding.UTF8.GetString(bytes)}: the framework says {expected}");
                examined++;
                if (expected) accepted++;
            }
        });

        Assert.Equal(20_000, examined);
        Assert.InRange(accepted, 4_000, 16_000);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length);
        var other = Bytes[random.Next(Bytes.Length)];
        return random.Next(3) switch
        {
            0 => [.. bytes[..at], other, .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], other, .. bytes[at..]],
        };
    }

    private static bool Framework(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            // Reading the strings is what finds lone surrogates and bytes that are not UTF-8.
            _ = JsonSerializer.Serialize(document.RootElement);
            Touch(document.RootElement);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Touch(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) _ = element.GetString();
        if (element.ValueKind == JsonValueKind.Array) element.EnumerateArray().ToList().ForEach(Touch);
        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var member in element.EnumerateObject())
        {
            _ = member.Name;
            Touch(member.Value);
        }
    }
}
