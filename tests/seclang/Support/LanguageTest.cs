using System.Text.Json;

namespace Gateway.SecLang.Tests.Support;

/// <summary>One case of the SecRules language tests: an operator or a transformation with its input and result. For transformations the output is what counts.</summary>
internal sealed record LanguageTest(string Id, bool IsOperator, string Name, byte[] Parameter, byte[] Input, byte[]? Output, int Result, string? Resource)
{
    public static List<LanguageTest> ReadAll()
    {
        var tests = new List<LanguageTest>();
        foreach (var line in File.ReadLines(TestData.File("secrules-tests.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            tests.Add(new LanguageTest(
                root.GetProperty("id").GetString()!,
                root.GetProperty("type").GetString() == "op",
                root.GetProperty("name").GetString()!,
                Bytes(root.GetProperty("param").GetString()),
                root.GetProperty("input_b64").GetBytesFromBase64(),
                root.GetProperty("output_b64").ValueKind == JsonValueKind.Null ? null : root.GetProperty("output_b64").GetBytesFromBase64(),
                root.GetProperty("ret").ValueKind == JsonValueKind.Number ? root.GetProperty("ret").GetInt32() : 0,
                root.GetProperty("resource").ToString()));
        }

        return tests;
    }

    public override string ToString() => Id;

    /// <summary>Parameters are bytes in the tests: those beyond ASCII stand one by one.</summary>
    private static byte[] Bytes(string? text) =>
        text is null ? []
        : text.AsSpan().IndexOfAnyExceptInRange('\0', '\xFF') < 0 ? System.Text.Encoding.Latin1.GetBytes(text)
        : System.Text.Encoding.UTF8.GetBytes(text);
}
