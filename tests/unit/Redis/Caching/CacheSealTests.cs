using System.Text;
using Gateway.Policies.Redis.Caching;

namespace Gateway.UnitTests.Redis.Caching;

public sealed class CacheSealTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);

    [Fact]
    public void Open_AsSealed_IsTheValueUntilItsEnd()
    {
        var seal = new CacheSeal(Secret, "tokens");
        var entry = seal.Seal("alice", "value"u8, Now.AddMinutes(1));
        Assert.Equal("value", Encoding.UTF8.GetString(seal.Open("alice", entry, Now)!));
        Assert.Null(seal.Open("alice", entry, Now.AddMinutes(1)));
        Assert.NotEqual(entry, seal.Seal("alice", "value"u8, Now.AddMinutes(1)));
    }

    [Fact]
    public void Open_ForAnotherKeyOrPurposeOrSecret_IsNothing()
    {
        var seal = new CacheSeal(Secret, "tokens");
        var otherPurpose = new CacheSeal(Secret, "sessions");
        var otherSecret = new CacheSeal([.. Secret.Reverse()], "tokens");
        var entry = seal.Seal("alice", "value"u8, Now.AddMinutes(1));
        Assert.Null(seal.Open("bob", entry, Now));
        Assert.Null(otherPurpose.Open("alice", entry, Now));
        Assert.Null(otherSecret.Open("alice", entry, Now));
    }

    [Fact]
    public void Open_AnyByteChangedOrCutOff_IsNothing()
    {
        var seal = new CacheSeal(Secret, "tokens");
        var entry = seal.Seal("alice", "value"u8, Now.AddMinutes(1));
        Assert.Equal(41, entry.Length);
        for (var i = 0; i < entry.Length; i++)
        {
            byte[] altered = [.. entry];
            altered[i] ^= 1;
            Assert.Null(seal.Open("alice", altered, Now));
            Assert.Null(seal.Open("alice", entry.AsSpan(0, i), Now));
        }
    }

    [Fact]
    public void SealAndOpen_FromManyThreadsAtOnce_EachGetsItsOwnValue()
    {
        var seal = new CacheSeal(Secret, "tokens");
        var wrong = 0;
        Parallel.For(0, 20_000, i =>
        {
            var key = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var value = Encoding.UTF8.GetBytes("value of " + key);
            if (seal.Open(key, seal.Seal(key, value, Now.AddMinutes(1)), Now) is not { } opened || !opened.AsSpan().SequenceEqual(value)) Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }
}
