using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Policies.Networking;

namespace Gateway.UnitTests.Networking;

public sealed class NetworkSetTests
{
    private static IPNetwork V4(uint bits, int prefix)
    {
        var mask = prefix == 0 ? 0 : uint.MaxValue << (32 - prefix);
        bits &= mask;
        return new IPNetwork(new IPAddress([(byte)(bits >> 24), (byte)(bits >> 16), (byte)(bits >> 8), (byte)bits]), prefix);
    }

    private static IPNetwork V6(ulong bits, int prefix)
    {
        // Clustered addresses, so that networks overlap and nest.
        var number = new UInt128(0x2001_0db8_0000_0000 | bits >> 40, bits);
        var mask = prefix == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - prefix);
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, number & mask);
        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    [Fact]
    public void Contains_RandomPrefixes_AgreesWithNaiveSearch()
    {
        var lookups = 0;
        var found = 0;
        var cases = from n in Gen.Choose(1, 60)
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (n, seed);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var random = new Random(c.seed);
            List<IPNetwork> networks = [];
            for (var i = 0; i < c.n; i++)
            {
                networks.Add(V4((uint)random.NextInt64(0x0A000000, 0x0A00FFFF), random.Next(14, 33)));
                networks.Add(V6((ulong)random.NextInt64(), random.Next(40, 129)));
            }

            var set = new NetworkSet(networks);
            for (var i = 0; i < 100; i++)
            {
                var network = networks[random.Next(networks.Count)];
                // The network's own edges and their neighbours are where tables go wrong.
                var address = random.Next(3) switch
                {
                    0 => network.BaseAddress,
                    1 => V4((uint)random.NextInt64(0x09FFFFF0, 0x0A01000F), 32).BaseAddress,
                    _ => V6((ulong)random.NextInt64(), 128).BaseAddress,
                };
                var naive = networks.Exists(n => n.Contains(address));
                Assert.Equal(naive, set.Contains(address));
                lookups++;
                if (naive) found++;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        Assert.Equal(20_000, lookups);
        Assert.InRange(found, 2_000, 18_000);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("10.0.0.0/8", "9.255.255.255", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::ffff:10.0.0.0/104", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("fe80::/10", "fe80::1%3", true)]
    [InlineData("2001:db8::/127", "2001:db8::1", true)]
    [InlineData("2001:db8::/127", "2001:db8::2", false)]
    public void Contains_Edges_AreRight(string network, string address, bool expected) =>
        Assert.Equal(expected, new NetworkSet([IPNetwork.Parse(network)]).Contains(IPAddress.Parse(address)));

    [Fact]
    public void Covers_NeighboursTogether_CoverTheirParent()
    {
        var set = new NetworkSet([IPNetwork.Parse("10.0.0.0/9"), IPNetwork.Parse("10.128.0.0/9"), IPNetwork.Parse("255.0.0.0/8"), IPNetwork.Parse("255.1.0.0/16")]);
        Assert.Equal(2, set.Count);
        Assert.True(set.Covers(IPNetwork.Parse("10.0.0.0/8")));
        Assert.False(set.Covers(IPNetwork.Parse("10.0.0.0/7")));
        Assert.True(set.Covers(IPNetwork.Parse("255.255.255.255/32")));
    }

    [Fact]
    public void Contains_HundredThousandNetworks_AllocatesNothing()
    {
        var random = new Random(1);
        var set = new NetworkSet(Enumerable.Range(0, 100_000).Select(i => i % 2 == 0 ? V4((uint)random.NextInt64(0, uint.MaxValue), 28) : V6((ulong)random.NextInt64(), 96)));
        Assert.InRange(set.Count, 50_000, 100_000);
        IPAddress[] addresses = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("255.255.255.255")];
        Allocations.AssertNone(() =>
        {
            foreach (var address in addresses) set.Contains(address);
        });
    }
}
