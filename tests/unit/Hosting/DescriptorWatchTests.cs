using Gateway.Hosting.Descriptors;
using Gateway.IntegrationTests.Support;
using Gateway.UnitTests.Pipeline;

namespace Gateway.UnitTests.Hosting;

public sealed class DescriptorWatchTests
{
    [Fact]
    public async Task Events_OneWhenTheyRunOut_OneWhenThatIsOver()
    {
        var (use, events, clock) = (new Told(), new RecordedEvents(), new FakeClock());
        using var watch = new DescriptorWatch(use, events, clock);
        await watch.StartAsync(CancellationToken.None);
        foreach (var (open, limit) in ((long, long)[])[(89, 100), (90, 100), (0, 0), (85, 100), (81, 100), (79, 100), (0, 0), (10, 0), (10, 100)])
        {
            use.Count = new(open, limit);
            clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(
            ["process.descriptors.scarce 90 of 100 open", "process.descriptors.recovered 79 of 100 open", "process.descriptors.scarce none is left", "process.descriptors.recovered 10 of 100 open"],
            events.Written.Select(static e => $"{e.Event} {e.Note!.Split(':')[0]}"));
    }

    [Fact]
    public void Use_OfThisProcess_IsRead()
    {
        var before = new DescriptorUse().Read();
        Assert.SkipWhen(before is null, "there is no /proc here");
        Assert.InRange(before!.Value.Open, 3, before.Value.Limit);
        using var one = File.OpenHandle(typeof(DescriptorUse).Assembly.Location);
        Assert.False(new DescriptorUse().Read()!.Value.IsExhausted);
    }

    private sealed class Told : DescriptorUse
    {
        public DescriptorCount? Count { get; set; }

        public override DescriptorCount? Read() => Count;
    }
}
