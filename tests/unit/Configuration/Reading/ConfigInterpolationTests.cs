using Gateway.Policies.Configuration;
using Gateway.Policies.Configuration.Reading;

namespace Gateway.UnitTests.Configuration.Reading;

public sealed class ConfigInterpolationTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-config-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("plain", "plain", false)]
    [InlineData("$5 $ $$ {x}", "$5 $ $$ {x}", false)]
    [InlineData("${env:PORT}", "8443", true)]
    [InlineData("a${env:PORT}b${env:FLAG}c", "a8443btruec", true)]
    [InlineData("${env:NOPE:-fallback}", "fallback", true)]
    [InlineData("${env:NOPE:-}", "", true)]
    [InlineData("${env:EMPTY:-fallback}", "fallback", true)]
    [InlineData("${env:EMPTY}", "", true)]
    [InlineData("${env:PORT:-fallback}", "8443", true)]
    [InlineData("${env:NOPE:-a:-b}", "a:-b", true)]
    [InlineData("$${env:PORT}", "${env:PORT}", false)]
    [InlineData("$${a}${env:PORT}$${b}", "${a}8443${b}", true)]
    [InlineData("$$${env:PORT}", "$${env:PORT}", false)]
    [InlineData("${env:TRICK}", "${env:SECRET}", true)]
    public void Expand_Text_GivesTheValue(string text, string expected, bool interpolated)
    {
        var scalar = (ConfigScalar)Tree.Read($"{{ \"v\": \"{text}\" }}").Find("v")!.Value;
        Assert.Equal(expected, scalar.Text);
        Assert.Equal(interpolated, scalar.IsInterpolated);
        Assert.False(scalar.IsUnresolved);
    }

    [Theory]
    [InlineData("${env:NOPE}", "env:NOPE, which is not set")]
    [InlineData("${env:}", "a malformed name of an environment variable")]
    [InlineData("${env:A B}", "a malformed name of an environment variable")]
    [InlineData("${env:A:-${env:PORT}}", "an interpolation inside the default of env:A")]
    [InlineData("${vault:x}", "the unknown source \"vault\"")]
    [InlineData("${PORT}", "the unknown source \"PORT\"")]
    [InlineData("${}", "the unknown source \"\"")]
    [InlineData("x${env:SECRET", "\"${\" without \"}\"")]
    [InlineData("${file:}", "file: without a usable path")]
    [InlineData("${file:nope.txt}", "{folder}nope.txt: no such file")]
    [InlineData("${file:/}", "/: a directory")]
    public void Expand_UnresolvableText_IsAnErrorThatShowsNoValue(string text, string found)
    {
        var (root, errors) = Tree.TryRead($"{{\n \"a\": {{ \"v\": \"{text}\" }} }}");
        Assert.StartsWith($"gateway.json(2,14): GW1005 a:v: found {found.Replace("{folder}", Environment.CurrentDirectory + Path.DirectorySeparatorChar, StringComparison.Ordinal)}; allowed: ", Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", errors[0], StringComparison.Ordinal);
        Assert.True(((ConfigScalar)((ConfigObject)root!.Find("a")!.Value).Find("v")!.Value).IsUnresolved);
    }

    [Fact]
    public void Expand_TwoUnsetVariables_AreBothReported() =>
        Assert.Equal(2, Tree.TryRead("""{ "v": "${env:A}${env:B}" }""").Errors.Count);

    [Theory]
    [InlineData("pepper\n", "pepper")]
    [InlineData("pepper\r\n", "pepper")]
    [InlineData("\uFEFFpepper", "pepper")]
    [InlineData("two\nlines\n", "two\nlines")]
    [InlineData("", "")]
    public void Expand_File_GivesItsTextWithoutTheLastNewline(string content, string expected)
    {
        File.WriteAllText(Path.Combine(_directory, "secret"), content);
        var errors = new ConfigErrors();
        var document = ConfigReader.ReadText("""{ "v": "${file:secret}" }""", Path.Combine(_directory, "gateway.json"), errors, Tree.Interpolation);
        Assert.Empty(Tree.Texts(errors));
        var scalar = (ConfigScalar)document.Root!.Find("v")!.Value;
        Assert.Equal(expected, scalar.Text);
        Assert.True(scalar.IsInterpolated);
        Assert.Contains(Path.Combine(_directory, "secret"), document.Files);
    }

    [Theory]
    [InlineData(FileSource.MaxBytes, null)]
    [InlineData(FileSource.MaxBytes + 1, "a file of more than 1048576 bytes")]
    public void Expand_LargeFile_IsRefused(int length, string? problem)
    {
        File.WriteAllBytes(Path.Combine(_directory, "large"), [.. Enumerable.Repeat((byte)'x', length)]);
        var result = FileSource.Resolve("large", new InterpolationContext(_directory, new List<string>()));
        Assert.Equal(problem is null, result.Value is not null);
        Assert.Contains(problem ?? "", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Expand_FileThatIsNotUtf8_IsRefused()
    {
        File.WriteAllBytes(Path.Combine(_directory, "binary"), [0xFF, 0xFE]);
        Assert.Null(FileSource.Resolve("binary", new InterpolationContext(_directory, new List<string>())).Value);
    }

    [Fact]
    public void With_OwnSource_IsUsed()
    {
        var errors = new ConfigErrors();
        var interpolation = Tree.Interpolation.With("demo", static (argument, _) => InterpolationResult.Of($"<{argument}>"));
        var root = ConfigReader.ReadText("""{ "v": "${demo:a:b}" }""", Tree.File, errors, interpolation).Root!;
        Assert.Equal("<a:b>", ((ConfigScalar)root.Find("v")!.Value).Text);
    }
}
