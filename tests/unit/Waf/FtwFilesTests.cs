using Gateway.Policies.Waf.Explaining;

namespace Gateway.UnitTests.Waf;

public sealed class FtwFilesTests : IDisposable
{
    private const string Good = """
        meta:
          author: t
        rule_id: 1
        tests:
          - test_id: 1
            desc: d
            stages:
              - input: { method: GET, uri: /, headers: { X-Any: name } }
                output: { log: { expect_ids: [1] } }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ftw");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("method: GET", "mthod: GET", "(8,18)", "mthod", "method")]
    [InlineData("expect_ids", "foo", "(9,26)", "foo", null)]
    [InlineData("log:", "logs:", "(9,19)", "logs", "log")]
    [InlineData("output", "outputs", "(9,9)", "outputs", "output")]
    [InlineData("desc: d", "descr: d", "(6,5)", "descr", "desc")]
    [InlineData("tests:", "test:", "(4,1)", "test", "tests")]
    [InlineData("author: t", "autor: t", "(2,3)", "autor", "author")]
    [InlineData("uri: /", "uris: [/]", "(8,31)", "uris", "uri")]
    public void Key_ThatIsNone_IsAnErrorWithItsPlace(string good, string bad, string place, string key, string? meant)
    {
        var error = Assert.Throws<FormatException>(() => FtwFiles.Read(Write(Good.Replace(good, bad, StringComparison.Ordinal))));
        Assert.Contains($"a.yaml{place}: found the key \"{key}\"; allowed: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(meant is not null, error.Message.EndsWith($"(did you mean \"{meant}\"?)", StringComparison.Ordinal));
    }

    [Fact]
    public void Keys_OfBothFormsOfFiles_AreKnown()
    {
        Assert.Single(FtwFiles.Read(Write(Good))!);
        Assert.Single(FtwFiles.Read(Write("""
            meta: { author: t, enabled: true, name: n, description: d }
            tests:
              - test_title: 1-1
                stages:
                  - stage:
                      input: { dest_addr: 127.0.0.1, port: 80, protocol: http, version: HTTP/1.1, stop_magic: true, data: [a, b], ordered_headers: [{ name: a, value: b }] }
                      output: { log_contains: 'id "942100"', status: [403] }
            """))!);
        Assert.Empty(FtwFiles.Read(Write("# nothing"))!);
    }

    [Theory]
    [InlineData("services: { web: { image: x } }", false)]
    [InlineData("version: v0\nmeta: { engine: x }\ntest_overrides: []", false)]
    [InlineData("meta: { author: t }", true)]
    [InlineData("rule_id: 1", true)]
    [InlineData("- a", true)]
    [InlineData("test: []", true)]
    public void File_AboutSomethingElse_IsNotOneOfTests(string text, bool isTests)
    {
        var file = Write(text);
        if (isTests) Assert.Throws<FormatException>(() => FtwFiles.Read(file));
        else Assert.Null(FtwFiles.Read(file));
    }

    private string Write(string text)
    {
        var file = Path.Combine(_folder.FullName, "a.yaml");
        File.WriteAllText(file, text);
        return file;
    }
}
