using Gateway.Policies.RateLimit;
using Gateway.Policies.Redis;
using Gateway.Policies.Redis.Cluster;
using Gateway.Policies.Redis.Limits;

namespace Gateway.UnitTests.Redis.Cluster;

public sealed class HashSlotTests
{
    // The first is the check value of CRC-16/XMODEM; the others are of Redis's cluster specification.
    [Theory]
    [InlineData("123456789", 0x31c3)]
    [InlineData("foo", 12_182)]
    [InlineData("{foo}.following", 12_182)]
    [InlineData("a{foo}b{bar}", 12_182)]
    [InlineData("", 0)]
    public void Slot_OfKey_IsTheOneOfTheSpecification(string key, int slot) => Assert.Equal(slot, HashSlot.Of(key));

    [Theory]
    [InlineData("foo{}{bar}", "foo{}{bar}")]
    [InlineData("foo{{bar}}zap", "{bar")]
    [InlineData("foo{bar", "foo{bar")]
    [InlineData("gw:{gw:limits}:x", "gw:limits")]
    public void Hashed_OfKey_IsTheFirstTagOrAll(string key, string hashed) => Assert.Equal(hashed, HashSlot.Hashed(key).ToString());

    [Fact]
    public void Buckets_OfManyClients_AreOnManySlotsAndTheRulesOfOneOnOne()
    {
        var names = new BucketNames(new RedisOptions());
        PartitionKey[] by = [new(PartitionKeyKind.Consumer, "")];
        BucketRule second = new("second", 10, TimeSpan.FromSeconds(1), 10, by, 64, 1, names.HashKey), day = new("day", 100, TimeSpan.FromDays(1), 100, by, 64, 1, names.HashKey);
        var slots = new HashSet<int>();
        for (var i = 0; i < 1000; i++)
        {
            var slot = HashSlot.Of((string)names.Of(second.Partition($"{i}"))!);
            Assert.Equal(slot, HashSlot.Of((string)names.Of(day.Partition($"{i}"))!));
            slots.Add(slot);
        }

        // A thousand balls in 16,384 bins: about 970 of them.
        Assert.InRange(slots.Count, 930, 1000);
    }

    [Fact]
    public void Place_KeysOfARule_AreTheClientsUnlessThereAreNone()
    {
        PartitionKey route = new(PartitionKeyKind.Route, ""), consumer = new(PartitionKeyKind.Consumer, ""), global = new(PartitionKeyKind.Global, "");
        Assert.Equal([consumer], PartitionPlace.Keys([consumer, route]));
        Assert.Equal([route], PartitionPlace.Keys([route]));
        Assert.Equal([global], PartitionPlace.Keys([global]));
    }
}
