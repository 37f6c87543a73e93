using System.Text.Json;

namespace Gateway.SecLang.Tests.Transforms;

/// <summary>One case of the language tests of the OWASP ModSecurity project (secrules-tests.jsonl).</summary>
internal sealed record LanguageCase(string Id, string Type, string Name, string Argument, byte[] Input, byte[]? Output, bool Matches)
{
    public static List<LanguageCase> Read(string type)
    {
        var folder = Environment.GetEnvironmentVariable("GATEWAY_TEST_DATA");
        if (string.IsNullOrEmpty(folder))
            Assert.Skip("GATEWAY_TEST_DATA is not set: it names the folder with secrules-tests.jsonl, without which the language tests cannot be run.");
        var cases = new List<LanguageCase>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "secrules-tests.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.GetProperty("type").GetString() != type) continue;
            var output = root.GetProperty("output_b64");
            cases.Add(new LanguageCase(
                root.GetProperty("id").GetString()!,
                type,
                root.GetProperty("name").GetString()!,
                root.GetProperty("param").GetString() ?? "",
                root.GetProperty("input_b64").GetBytesFromBase64(),
                output.ValueKind == JsonValueKind.Null ? null : output.GetBytesFromBase64(),
                root.GetProperty("ret").GetInt32() != 0));
        }

        return cases;
    }
}
