using System.Text.Json;
using Gateway.SecLang.Testing;

namespace Gateway.SecLang.Tests.Support;

/// <summary>One regression test of the Core Rule Set 3.3.4: a request and the rules that must and must not match.</summary>
internal sealed record CoreRuleSetTest(string Name, int Rule, string Set, bool Disabled, IReadOnlyList<CoreRuleSetStage> Stages)
{
    public static List<CoreRuleSetTest> ReadAll() => Read(TestData.File("crs-3.3.4-tests.jsonl"));

    public static List<CoreRuleSetTest> Read(string file)
    {
        var tests = new List<CoreRuleSetTest>();
        foreach (var line in File.ReadLines(file))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            tests.Add(new CoreRuleSetTest(
                root.GetProperty("name").GetString()!,
                root.GetProperty("rule").GetInt32(),
                root.GetProperty("set").GetString()!,
                root.GetProperty("disabled").GetBoolean(),
                [.. root.GetProperty("stages").EnumerateArray().Select(CoreRuleSetStage.Read)]));
        }

        return tests;
    }

    public override string ToString() => Name;
}

/// <summary>One request of a test. <see cref="Status"/>, <see cref="Error"/> and the patterns are what a whole server would be judged by.</summary>
internal sealed record CoreRuleSetStage(byte[] Bytes, string Method, IReadOnlyList<int> Ids, IReadOnlyList<int> NotIds, IReadOnlyList<int> Status, bool? Error, string? LogPattern, string? NoLogPattern)
{
    /// <summary>The request in its parts.</summary>
    public RawRequest Request => RawRequest.Parse(Bytes);

    public static CoreRuleSetStage Read(JsonElement stage)
    {
        var expect = stage.GetProperty("expect");
        return new CoreRuleSetStage(
            stage.GetProperty("request_b64").GetBytesFromBase64(),
            stage.GetProperty("method").GetString()!,
            Numbers(expect, "ids"),
            Numbers(expect, "not_ids"),
            Numbers(expect, "status"),
            expect.TryGetProperty("error", out var error) ? error.GetBoolean() : null,
            expect.TryGetProperty("rx", out var pattern) ? pattern.ToString() : null,
            expect.TryGetProperty("not_rx", out var absent) ? absent.ToString() : null);
    }

    private static int[] Numbers(JsonElement expect, string name) =>
        !expect.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(number => number.GetInt32())]
        : [value.GetInt32()];
}
