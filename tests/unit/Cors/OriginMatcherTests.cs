using System.Text.RegularExpressions;
using Gateway.Policies.Cors;

namespace Gateway.UnitTests.Cors;

public sealed class OriginMatcherTests
{
    [Fact]
    public void Matcher_OnRandomOrigins_AgreesWithTheObviousExpression()
    {
        // The naive statement of the rule, slow and plain.
        var naive = new Regex(
            @"\A(https://app\.test|https://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+ex\.test|http://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+ex\.test:81)\z",
            RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        var matcher = new OriginMatcher(["https://app.test", "https://*.ex.test", "http://*.ex.test:81"]);
        string[] pieces = ["https://", "http://", "app", ".", "ex", "test", ".ex.test", "ex.test", ":81", "a", "-", "b1", "A", "/", "@", "..", "_", "*", "é", ""];
        var random = new Random(11);
        var allowed = 0;
        for (var i = 0; i < 200_000; i++)
        {
            var count = random.Next(1, 7);
            var origin = random.Next(4) > 0 ? "https://" : "http://";
            for (var p = 0; p < count; p++) origin += pieces[random.Next(pieces.Length)];
            if (random.Next(2) == 0) origin += ".ex.test";
            if (random.Next(4) == 0) origin += ":81";
            var expected = naive.IsMatch(origin);
            Assert.True(expected == matcher.Allows(origin), origin);
            if (expected) allowed++;
        }

        Assert.InRange(allowed, 1_000, 100_000);
    }

    [Fact]
    public void Matcher_LongHost_IsRefused()
    {
        var matcher = new OriginMatcher(["https://*.ex.test"]);
        Assert.True(matcher.Allows($"https://{new string('a', 63)}.ex.test"));
        Assert.False(matcher.Allows($"https://{new string('a', 64)}.ex.test"));
        Assert.False(matcher.Allows($"https://{string.Concat(Enumerable.Repeat("a.", 130))}b.ex.test"));
    }
}
