using System.Globalization;
using System.Reflection;
using Gateway.Cli;

namespace Gateway.UnitTests.Cli;

/// <summary>The table of exit codes in docs/operations.md is that of the code.</summary>
public sealed class ExitCodeTests
{
    [Fact]
    public void Documentation_HasEveryExitCodeOnce()
    {
        var codes = typeof(CommandLine).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(static f => f.IsLiteral && f.FieldType == typeof(int))
            .Select(static f => (int)f.GetRawConstantValue()!)
            .Order()
            .ToArray();
        var lines = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "docs", "operations.md"));
        var documented = lines
            .SkipWhile(static l => l != "### Exit codes")
            .SkipWhile(static l => !l.StartsWith("| ", StringComparison.Ordinal))
            .TakeWhile(static l => l.StartsWith('|'))
            .Skip(2)
            .Select(static l => int.Parse(l.Split('|')[1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture))
            .ToArray();
        Assert.Equal(4, codes.Length);
        Assert.Equal(codes, documented);
    }
}
