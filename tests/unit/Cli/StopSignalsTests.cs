using System.Runtime.InteropServices;
using Gateway.Cli;
using Gateway.IntegrationTests.Support;

namespace Gateway.UnitTests.Cli;

public sealed class StopSignalsTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT, 130)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public void Handle_SecondSignal_EndsTheProcessAtOnceButNotAnEchoOfTheFirst(PosixSignal second, int expected)
    {
        var clock = new FakeClock();
        var exits = new List<int>();
        using var output = new StringWriter();
        using var signals = new StopSignals(output, TimeSpan.FromSeconds(39.5), clock, exits.Add);

        signals.Handle(PosixSignal.SIGTERM);
        signals.Handle(PosixSignal.SIGTERM);
        clock.Advance(TimeSpan.FromMilliseconds(299));
        signals.Handle(second);
        Assert.Empty(exits);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        signals.Handle(second);
        Assert.Equal([expected], exits);
        Assert.Equal("stopping: draining, at most 40 s; once more ends at once\n", output.ToString().ReplaceLineEndings("\n"));
    }
}
