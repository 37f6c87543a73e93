using Gateway.Fuzz.Cli;
using Gateway.Fuzz.Engine;
using Gateway.Fuzz.Targets;

namespace Gateway.UnitTests.Fuzzing;

public sealed class FuzzCommandTests
{
    [Theory]
    [InlineData("--target nothing", "--target: found \"nothing\"; allowed: path, query, ")]
    [InlineData("--seconds 0", "--seconds: found 0; allowed: 1 to 86400")]
    [InlineData("--input AA==", "--input: found without one --target; allowed: with exactly one --target")]
    public void CommandLine_Wrong_SaysWhatIsAllowed(string arguments, string expected)
    {
        var errors = FuzzCommand.Create().Parse(arguments).Errors;
        Assert.StartsWith(expected, Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CommandLine_Usual_IsTaken() =>
        Assert.Empty(FuzzCommand.Create().Parse("--seconds 60 --target path --target jwt --seed 7").Errors);

    [Fact]
    public void Session_FindingOrNone_SaysItInTheExitCode()
    {
        var good = FuzzTargets.Find("hash-slot")!;
        var bad = good with { Name = "planted", Run = static b => b.Length > 0 ? throw new OracleException("planted", "") : "" };
        Assert.Equal(0, Session.Run([good], 1, TimeSpan.FromMilliseconds(50), CancellationToken.None));
        Assert.Equal(FuzzCommand.Found, Session.Run([good, bad], 1, TimeSpan.FromMilliseconds(50), CancellationToken.None));
        Assert.Equal(FuzzCommand.Found, OneInput.Run(bad, "QQ=="));
        Assert.Equal(0, OneInput.Run(good, "QQ=="));
        Assert.Equal(FuzzCommand.Wrong, OneInput.Run(good, "!"));
    }
}
