using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.UnitTests.Configuration.Reading;

public sealed class IncludeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Read_Includes_AreUnitedInOrdinalOrder()
    {
        Write("gateway.json", """{ "$schema": "x", "Include": ["routes/*.json", "extra.json"], "Gateway": { "Jwt": { "a": {} } }, "ReverseProxy": { "Routes": { "main": {} } } }""");
        Write("routes/b.json", """{ "$schema": "y", "ReverseProxy": { "Routes": { "b": {} } } }""");
        Write("routes/B.json", """{ "ReverseProxy": { "Routes": { "B": {} }, "Clusters": { "c": {} } } }""");
        Write("routes/.#a.json", "not JSON: an editor's lock");
        Write("routes/a.txt", "not asked for");
        Write("extra.json", """{ "Gateway": { "Jwt": { "b": {} }, "ApiKeys": {}, "PolicySets": { "p": {} }, "Policies": { "X": {} } } }""");
        var (document, errors) = Read();
        Assert.Empty(errors);
        Assert.Equal(["Gateway", "ReverseProxy"], document.Root!.Members.Select(m => m.Name));
        Assert.Equal(["main", "B", "b"], Object(document.Root, "ReverseProxy", "Routes").Members.Select(m => m.Name));
        Assert.Equal(["a", "b"], Object(document.Root, "Gateway", "Jwt").Members.Select(m => m.Name));
        Assert.Equal(["gateway.json", "routes/B.json", "routes/b.json", "extra.json"], document.Files.Select(f => Path.GetRelativePath(_directory, f)));
        Assert.Equal([Path.Combine(_directory, "routes")], document.Directories);
        Assert.EndsWith("b.json", Object(document.Root, "ReverseProxy", "Routes", "b").Location.File, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WildcardDirectories_AreSearched()
    {
        Write("gateway.json", """{ "Include": ["teams/*/route?.json"] }""");
        Write("teams/x/route1.json", """{ "ReverseProxy": { "Routes": { "x1": {} } } }""");
        Write("teams/y/route2.json", """{ "ReverseProxy": { "Routes": { "y2": {} } } }""");
        Write("teams/y/route10.json", "{}");
        var (document, errors) = Read();
        Assert.Empty(errors);
        Assert.Equal(["x1", "y2"], Object(document.Root!, "ReverseProxy", "Routes").Members.Select(m => m.Name));
    }

    [Fact]
    public void Read_MemberInTwoFiles_NamesBothPlaces()
    {
        Write("gateway.json", """{ "Include": ["b.json"], "Gateway": { "Redis": {}, "Jwt": { "a": {} } }, "ReverseProxy": {} }""");
        Write("b.json", """{ "Gateway": { "Redis": {}, "Jwt": { "a": {} } }, "ReverseProxy": 1 }""");
        var (_, errors) = Read();
        Assert.Equal(
        [
            "b.json(1,16): GW1003 Gateway:Redis: found the member again (first at gateway.json(1,39)); allowed: each member in one file",
            "b.json(1,38): GW1003 Gateway:Jwt:a: found the member again (first at gateway.json(1,61)); allowed: each member in one file",
            "b.json(1,51): GW1003 ReverseProxy: found the member again (first at gateway.json(1,74)); allowed: each member in one file",
        ], errors);
    }

    [Theory]
    [InlineData("\"a.json\"", "gateway.json(1,14): GW2002 Include: found \"a.json\"; allowed: an array of file names or patterns")]
    [InlineData("[1]", "gateway.json(1,15): GW2002 Include[0]: found 1; allowed: a file name or pattern")]
    [InlineData("[\"nope.json\"]", "gateway.json(1,15): GW1004 Include[0]: found \"nope.json\", which matches no file; allowed: a file, or a pattern with * and ? that matches files, relative to this one")]
    [InlineData("[\"nope/*.json\"]", "gateway.json(1,15): warning GW1004 Include[0]: found \"nope/*.json\", which matches no file; allowed: a file, or a pattern with * and ? that matches files, relative to this one")]
    [InlineData("[\"a.json\", \"a.json\"]", "gateway.json(1,25): GW1004 Include[1]: found a.json again; allowed: each file once, and not the including file itself")]
    [InlineData("[\"gateway.json\"]", "gateway.json(1,15): GW1004 Include[0]: found gateway.json again; allowed: each file once, and not the including file itself")]
    [InlineData("[\"nested.json\"]", "nested.json(1,3): GW1004 Include: found an include in an included file; allowed: includes in the main file only")]
    [InlineData("[\"array.json\"]", "array.json(1,1): GW2002 : found an array; allowed: an object")]
    public void Read_WrongInclude_IsReported(string include, string error)
    {
        Write("gateway.json", $"{{ \"Include\": {include} }}");
        Write("a.json", "{}");
        Write("nested.json", """{ "Include": ["a.json"] }""");
        Write("array.json", "[]");
        Assert.Equal([error], Read().Errors);
    }

    [Fact]
    public void Read_BrokenInclude_GivesNoTreeButAllSyntaxErrors()
    {
        Write("gateway.json", """{ "Include": ["a.json", "b.json"] }""");
        Write("a.json", "{");
        Write("b.json", "}");
        var (document, errors) = Read();
        Assert.Null(document.Root);
        Assert.Equal(2, errors.Count);
        Assert.Equal(3, document.Files.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Read_UnusablePath_IsReported(string path)
    {
        var errors = new ConfigErrors();
        Assert.Null(ConfigReader.Read(path, errors, Tree.Interpolation).Root);
        Assert.Single(Tree.Texts(errors));
    }

    [Fact]
    public void Read_MissingFile_IsReported()
    {
        var (document, errors) = Read();
        Assert.Null(document.Root);
        Assert.Equal(["gateway.json(1,1): GW1001 gateway.json: found gateway.json: no such file; allowed: a readable file of at most 16777216 bytes"], errors);
    }

    [Fact]
    public void Read_FileThatIsTooLarge_IsReported()
    {
        Write("gateway.json", "{" + new string(' ', ConfigReader.MaxFileBytes) + "}");
        var (document, errors) = Read();
        Assert.Null(document.Root);
        Assert.Contains("GW1006", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static ConfigObject Object(ConfigObject root, params string[] names) =>
        names.Aggregate(root, (o, name) => (ConfigObject)o.Find(name)!.Value);

    private void Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private (ConfigDocument Document, IReadOnlyList<string> Errors) Read()
    {
        var errors = new ConfigErrors();
        var document = ConfigReader.Read(Path.Combine(_directory, "gateway.json"), errors, Tree.Interpolation);
        return (document, [.. Tree.Texts(errors).Select(e => e.Replace(_directory + "/", "", StringComparison.Ordinal))]);
    }
}
