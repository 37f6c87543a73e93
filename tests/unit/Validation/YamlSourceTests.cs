using Gateway.Policies.Validation.Documents;

namespace Gateway.UnitTests.Validation;

/// <summary>YAML 1.2 in its core schema, and nothing that another reader might take for something else.</summary>
public sealed class YamlSourceTests
{
    [Theory]
    [InlineData("null", "null")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("true", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("no", "\"no\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("y", "\"y\"")]
    [InlineData("2024-01-31", "\"2024-01-31\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("0", "0")]
    [InlineData("-0", "-0")]
    [InlineData("010", "10")]
    [InlineData("+12", "12")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("1.0", "1.0")]
    [InlineData("1.10", "1.10")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("5.", "5")]
    [InlineData("1e3", "1e3")]
    [InlineData("--.inf", "\"--.inf\"")]
    [InlineData("1.5E-3", "1.5E-3")]
    [InlineData("3.0.3", "\"3.0.3\"")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("'5'", "\"5\"")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("!!str 5", "\"5\"")]
    public void Read_Scalar_IsWhatTheCoreSchemaSays(string yaml, string json) => Assert.Equal($"{{\"a\":{json}}}", Bench.JsonOfYaml($"a: {yaml}\n"));

    [Fact]
    public void TryRead_ALineEndBehindADigit_IsAText()
    {
        Assert.True(YamlScalars.TryRead("0\n", out var kind, out var text));
        Assert.Equal((SourceKind.String, "0\n"), (kind, text));
    }

    [Fact]
    public void Read_ResponseCodes_AreNamesOfMembers() => Assert.Equal("""{"200":{"x":[1,2]},"default":{}}""", Bench.JsonOfYaml("200:\n  x: [1, 2]\ndefault: {}\n"));

    [Fact]
    public void Read_BlockTexts_KeepTheirLines() => Assert.Equal("""{"a":"one\ntwo\n","b":"one two"}""", Bench.JsonOfYaml("a: |\n  one\n  two\nb: >-\n  one\n  two\n"));

    [Fact]
    public void Read_Alias_IsTheValueOfItsAnchor() =>
        Assert.Equal("""{"a":{"x":1},"b":{"x":1}}""", Bench.JsonOfYaml("a: &one\n  x: 1\nb: *one\n"));

    [Theory]
    [InlineData("a: 1\na: 2\n", "2", "a second time")]
    [InlineData("a: 1\n\"a\": 2\n", "2", "a second time")]
    [InlineData("a: &x\n  b: *x\n", "2", "not complete")]
    [InlineData("a: *nobody\n", "1", "")]
    [InlineData("a: !mine 5\n", "1", "tag")]
    [InlineData(": {\na", "1", "YAML")]
    [InlineData("- {:\na", "1", "YAML")]
    [InlineData("a: 1\nb: [a,!!]\n", "2", "YAML")]
    [InlineData("a: 1\nb: \"\\uda00\\ua\"\n", "2", "YAML")]
    [InlineData("a: 1\nb: \"x\u0085y\"\n", "2", "U+0085")]
    [InlineData("# x\u2028a: 1\nb: 1\n", "1", "U+2028")]
    [InlineData("a: !!binary R0lG\n", "1", "tag")]
    [InlineData("base: &b {x: 1}\na:\n  <<: *b\n", "3", "merge key")]
    [InlineData("a: 1\n---\nb: 2\n", "2", "second document")]
    [InlineData("a: .inf\n", "1", "no number")]
    [InlineData("a: .NaN\n", "1", "no number")]
    [InlineData("? [1, 2]\n: 3\n", "1", "no text")]
    [InlineData("a: [1, 2\n", "", "")]
    public void Read_WhatIsAmbiguousOrBroken_IsAFindingWithItsLine(string yaml, string line, string words)
    {
        var finding = Assert.Single(Bench.Yaml(yaml).Findings.Items);

        Assert.Contains(words, finding.Found, StringComparison.Ordinal);
        if (line.Length > 0) Assert.Equal(line, $"{finding.Location.Line}");
    }

    [Fact]
    public void Read_AliasesThatStandForABillion_AreRefused()
    {
        var lines = Enumerable.Range(1, 12).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]");

        var (root, findings) = Bench.Yaml($"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{string.Join('\n', lines)}\n");

        Assert.Null(root);
        Assert.Contains("aliases", Assert.Single(findings.Items).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NestingBeyondTheBound_IsRefused()
    {
        var (root, findings) = Bench.Yaml(new string('[', 300) + new string(']', 300));

        Assert.Null(root);
        Assert.Single(findings.Items);
    }

    [Fact]
    public void Read_EachNode_KnowsItsPlace()
    {
        var node = Bench.Yaml("a:\n  b:\n    - one\n    - two\n").Root!.Find("a")!.Find("b")!.Items[1];

        Assert.Equal((4, 7, "two"), (node.Line, node.Column, node.Text));
    }

    [Fact]
    public void Write_EveryKind_IsTheJsonThatWasRead()
    {
        const string Json = """{"a":[1,2.50,-3e10,true,false,null,"x\u0000\"y"],"b":{"ä":"ö"}}""";
        var (root, findings) = Bench.Json(Json);

        Assert.Empty(findings.Items);
        using var expected = System.Text.Json.JsonDocument.Parse(Json);
        using var written = System.Text.Json.JsonDocument.Parse(SourceJson.Write(root!));
        Assert.True(System.Text.Json.JsonElement.DeepEquals(expected.RootElement, written.RootElement));
        Assert.Contains("2.50", System.Text.Encoding.UTF8.GetString(SourceJson.Write(root!).Span), StringComparison.Ordinal);
    }
}
