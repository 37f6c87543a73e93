using Gateway.LoadTests.Admissions;

namespace Gateway.UnitTests.Load;

public sealed class QuotaTests
{
    private static readonly Quota Quota = new(1000, 10, 3, 1000);

    [Fact]
    public void Allowed_IsWhatTheRuleSays()
    {
        Assert.Equal(TimeSpan.FromSeconds(28), Quota.Span);
        Assert.Equal(3800, Counting.Bucket.Allowed(Quota, Quota.Span));
        Assert.Equal(3000, Counting.Sliding.Allowed(Quota, Quota.Span));
        Assert.Equal(3000, Counting.Fixed.Allowed(Quota, Quota.Span));
    }

    [Fact]
    public void MostWithin_CountsWhatLiesInOneSpanForCertain()
    {
        Admission[] times = [At(0, 1), At(4, 5), At(9, 10.5), At(10, 10.5), At(13, 15)];
        var admissions = new AdmissionCounts(9, times.Length, 4, 0, TimeSpan.FromSeconds(15)) { Times = times };
        // From 4 on: the second, third and fourth; the last one was answered after 14.
        Assert.Equal(3, admissions.MostWithin(TimeSpan.FromSeconds(10)));
        Assert.Equal(2, admissions.MostWithin(TimeSpan.FromSeconds(5)));

        static Admission At(double sent, double answered) => new(TimeSpan.FromSeconds(sent), TimeSpan.FromSeconds(answered));
    }

    [Fact]
    public void UntilStart_AnyMoment_TheLoadTouchesOnlyItsWindows()
    {
        for (var at = 0.0; at < 20; at += 0.1)
        {
            var now = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(at);
            var start = now + Quota.UntilStart(now);
            var end = start + Quota.Span;
            Assert.Equal(0.5, (start - DateTimeOffset.UnixEpoch).TotalSeconds % 10, 3);
            Assert.Equal(2, (long)((end - DateTimeOffset.UnixEpoch).TotalSeconds / 10) - (long)((start - DateTimeOffset.UnixEpoch).TotalSeconds / 10));
        }
    }
}
