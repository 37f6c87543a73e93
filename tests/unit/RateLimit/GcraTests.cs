using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.RateLimit;

namespace Gateway.UnitTests.RateLimit;

public sealed class GcraTests
{
    [Theory]
    [InlineData(3, 1, 3)]
    [InlineData(7, 1, 20)]
    [InlineData(999_999_937, 3600, 10)]
    public void TryTake_SteadyOverload_AdmitsExactlyBurstPlusRefill(int permits, int seconds, int burst)
    {
        var window = TimeSpan.FromSeconds(seconds);
        var gcra = new Gcra(permits, window, burst);
        var one = gcra.Increment(1);
        var arrival = default(GcraTime);
        long now = 0, admitted = 0;
        const long takes = 200_000;
        // Always asks again at the very tick that the refusal named: any rounding error would add up.
        while (admitted < takes)
        {
            if (gcra.TryTake(arrival, now, one, out arrival, out var wait)) admitted++;
            else now += wait;
        }

        // The last one came at the first tick at which burst + refill reaches the number of takes.
        var refilled = (BigInteger)now * permits / window.Ticks;
        var refilledBefore = (BigInteger)(now - 1) * permits / window.Ticks;
        Assert.True(burst + refilled >= takes, "admitted more than the limit");
        Assert.True(now == 0 || burst + refilledBefore < takes, "admitted less than the limit");
    }

    [Fact]
    public void TryTake_AnySchedule_AgreesWithNaiveModel()
    {
        var examined = 0;
        var cases =
            from permits in Gen.Choose(1, 50)
            from windowTicks in Gen.Choose(50, 10_000)
            from burst in Gen.Choose(1, 40)
            from steps in Gen.Choose(0, 400).SelectMany(gap => Gen.Choose(1, 3).Select(cost => (gap, cost))).ListOf(200)
            select (permits, windowTicks, burst, steps);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            examined++;
            var gcra = new Gcra(c.permits, TimeSpan.FromTicks(c.windowTicks), c.burst);
            var model = new NaiveBucket(c.permits, c.windowTicks, c.burst);
            var arrival = default(GcraTime);
            long now = 0;
            foreach (var (gap, cost) in c.steps)
            {
                now += gap;
                if (cost > c.burst) continue;
                var expected = model.TryTake(now, cost);
                Assert.Equal(expected, gcra.TryTake(arrival, now, gcra.Increment(cost), out arrival, out var wait));
                Assert.Equal(model.Whole(now), gcra.Remaining(arrival, now));
                if (expected) continue;
                Assert.True(model.Copy().TryTake(now + wait, cost), "refused after the wait that it named");
                Assert.False(model.Copy().TryTake(now + wait - 1, cost), "named a wait that is too long");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Assert.Equal(300, examined);
    }

    [Fact]
    public void Create_RefillOfMoreThanTenYears_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gcra(1, TimeSpan.FromDays(366), 11));

    [Fact]
    public void TryTake_LargestFigures_DoNotOverflow()
    {
        var gcra = new Gcra(1_000_000_000, TimeSpan.FromDays(366), 1_000_000_000);
        var now = TimeSpan.FromDays(36_500).Ticks;
        Assert.True(gcra.TryTake(default, now, gcra.Increment(1_000_000_000), out var arrival, out _));
        Assert.Equal(0, gcra.Remaining(arrival, now));
        Assert.False(gcra.TryTake(arrival, now, gcra.Increment(1), out _, out var wait));
        Assert.Equal(TimeSpan.FromDays(366).Ticks / 1_000_000_000, wait);
        Assert.Equal(1_000_000_000, gcra.Remaining(default, now));
    }

    // A token bucket in fractions, straight from the definition: slow and obviously right.
    private sealed class NaiveBucket(int permits, int windowTicks, int burst)
    {
        private BigInteger _parts = (BigInteger)burst * windowTicks;
        private long _last;

        public NaiveBucket Copy() => (NaiveBucket)MemberwiseClone();

        public bool TryTake(long now, int cost)
        {
            Refill(now);
            var price = (BigInteger)cost * windowTicks;
            if (_parts < price) return false;
            _parts -= price;
            return true;
        }

        public long Whole(long now)
        {
            Refill(now);
            return (long)(_parts / windowTicks);
        }

        private void Refill(long now)
        {
            _parts = BigInteger.Min(_parts + (BigInteger)(now - _last) * permits, (BigInteger)burst * windowTicks);
            _last = now;
        }
    }
}
