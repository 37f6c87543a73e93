using System.Text;
using System.Text.Json;
using Gateway.JsonSchema;

namespace Gateway.UnitTests.JsonSchema;

/// <summary>One case of the official JSON-Schema-Test-Suite, and how the engine answers it.</summary>
internal sealed record SuiteCase(string Id, string File, string Title, byte[] Schema, byte[] Data, bool Valid, bool Required, bool Format)
{
    /// <summary>The folder with the flattened suites, or a skip that says what is missing.</summary>
    public static string DataFolder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("GATEWAY_TEST_DATA");
            if (string.IsNullOrEmpty(folder))
                Assert.Skip("GATEWAY_TEST_DATA is not set: it names the folder with jsonschema-draft2020-12.jsonl and jsonschema-draft7.jsonl, without which the official suites cannot be run.");
            return folder;
        }
    }

    public static List<SuiteCase> Read(string draft)
    {
        var cases = new List<SuiteCase>();
        foreach (var line in System.IO.File.ReadLines(Path.Combine(DataFolder, $"jsonschema-{draft}.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            cases.Add(new SuiteCase(
                root.GetProperty("id").GetString()!,
                root.GetProperty("file").GetString()!,
                root.GetProperty("group").GetString() + ": " + root.GetProperty("description").GetString(),
                Encoding.UTF8.GetBytes(root.GetProperty("schema").GetRawText()),
                Encoding.UTF8.GetBytes(root.GetProperty("data").GetRawText()),
                root.GetProperty("valid").GetBoolean(),
                root.GetProperty("required").GetBoolean(),
                root.GetProperty("format").GetBoolean()));
        }

        return cases;
    }

    /// <summary>A catalogue of the documents that the cases refer to.</summary>
    public static JsonSchemaCatalog ReadRemotes(string draft)
    {
        var catalog = new JsonSchemaCatalog();
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(DataFolder, $"jsonschema-{draft}-remotes.json")));
        foreach (var remote in json.RootElement.EnumerateObject()) catalog.Add(new Uri(remote.Name), Encoding.UTF8.GetBytes(remote.Value.GetRawText()));
        return catalog;
    }

    /// <summary>What the engine says: valid, invalid, disagreement between its two ways, or why it could not compile.</summary>
    public string Answer(JsonSchemaDialect dialect, JsonSchemaCatalog catalog)
    {
        try
        {
            var self = new Uri("https://suite.invalid/" + Uri.EscapeDataString(Id));
            catalog.Add(self, Schema);
            var validator = catalog.Compile(self, new JsonSchemaOptions { Dialect = dialect, AssertFormats = Format });
            var valid = validator.IsValid(Data);
            return validator.Validate(Data).IsValid != valid ? "disagreement" : valid ? "valid" : "invalid";
        }
        catch (JsonSchemaException e)
        {
            return e.Message;
        }
    }

    public string Expected => Valid ? "valid" : "invalid";
}
