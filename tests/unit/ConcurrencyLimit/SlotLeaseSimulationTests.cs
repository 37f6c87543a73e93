using Gateway.Policies.ConcurrencyLimit.Slots;

namespace Gateway.UnitTests.ConcurrencyLimit;

/// <summary>Never more than the permits, no leak, and whoever needs slots gets them, under random interleavings.</summary>
public sealed class SlotLeaseSimulationTests
{
    private const long Ms = TimeSpan.TicksPerMillisecond;

    public static TheoryData<int, int, int> Worlds => new()
    {
        { 1, 1, 1 }, { 2, 2, 1 }, { 3, 2, 5 }, { 4, 4, 10 }, { 5, 4, 19 }, { 6, 4, 20 }, { 7, 8, 50 }, { 8, 8, 100 }, { 9, 16, 150 }, { 10, 3, 100 },
    };

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Requests_FaultsOfTheNetwork_NeverMoreThanThePermitsAndNothingLeaks(int seed, int replicas, int permits)
    {
        var world = new SlotSimulation(seed, replicas, permits) { LostPerMille = 20, MaxDelayMs = 10 };
        Load(world, TimeSpan.FromSeconds(12), demand: permits * 2);
        world.Run(TimeSpan.FromSeconds(13));
        Assert.True(world.Admissions > permits, $"{world.Admissions}");
        Assert.Equal(permits, world.MostInUse);
        Quiet(world);
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void Replicas_KilledAndFrozen_NeverMoreThanThePermitsAndTheRestComesBack(int seed, int replicas, int permits)
    {
        var world = new SlotSimulation(seed + 100, replicas, permits) { LostPerMille = 5 };
        Load(world, TimeSpan.FromSeconds(35), demand: permits * 2);
        for (var i = 0; i < replicas; i++)
        {
            var replica = world.Replicas[i];
            if (i % 4 == 1) world.At((5 + i) * 1000 * Ms, replica.Die);
            if (i % 4 == 2) FreezeFor(world, replica, 2 + i, 14_000);
            if (i % 4 == 3) FreezeFor(world, replica, 5 + i, 3000);
        }

        world.Run(TimeSpan.FromSeconds(36));
        Quiet(world);
    }

    [Theory]
    [InlineData(4, 10)]
    [InlineData(4, 1000)]
    [InlineData(16, 100)]
    public void Slots_AllUsedBySome_ComeToWhoNeedsThemNext(int replicas, int permits)
    {
        var world = new SlotSimulation(replicas, replicas, permits);
        world.Run(TimeSpan.FromSeconds(1));
        // All but the first share the limit and become idle; then the first alone wants all of it.
        for (var i = 0; i < permits; i++) world.Replicas[1 + (i % (replicas - 1))].Arrive(500 * Ms);
        world.Run(TimeSpan.FromMilliseconds(100));
        // What others keep in reserve at this moment is the bound of 5 %.
        Assert.InRange(world.InUse, permits - SlotLease.SpareLimit(permits), permits);
        world.Run(TimeSpan.FromMilliseconds(450));
        Assert.Equal(0, world.InUse);
        var since = world.Now;
        while (world.Replicas[0].InFlight < permits)
        {
            Assert.True(world.Now - since < (SlotLease.Refresh + SlotLease.Linger) * 2, $"{world.Replicas[0].InFlight} of {permits}");
            for (var i = world.Replicas[0].InFlight; i < permits; i++) world.Replicas[0].Arrive(60_000 * Ms);
            world.Run(TimeSpan.FromMilliseconds(10));
        }
    }

    [Theory]
    [InlineData(4, 100)]
    [InlineData(8, 400)]
    [InlineData(16, 200)]
    public void Slots_Unused_AreNoMoreThanTheBoundOverAllReplicas(int replicas, int permits)
    {
        var world = new SlotSimulation(replicas, replicas, permits);
        Load(world, TimeSpan.FromSeconds(20), demand: permits / 2);
        world.Run(TimeSpan.FromSeconds(2));
        var (samples, sum) = (0, 0L);
        for (; samples < 1000; samples++)
        {
            world.Run(TimeSpan.FromMilliseconds(10));
            sum += world.Replicas.Sum(static r => r.Unused);
        }

        // At any moment some slots of requests that have just ended are on their way back; the rest is the reserve.
        var mean = (double)sum / samples;
        TestContext.Current.TestOutputHelper?.WriteLine($"unused {mean:0.0} of {permits}, {world.Calls} calls for {world.Admissions} requests");
        Assert.True(mean <= SlotLease.SpareLimit(permits) + (permits * 0.05), $"{mean}");
        world.Run(TimeSpan.FromSeconds(10));
        Quiet(world);
    }

    [Fact]
    public void Demand_Steady_AsksSeldom()
    {
        var world = new SlotSimulation(1, 4, 400);
        Load(world, TimeSpan.FromSeconds(20), demand: 100);
        world.Run(TimeSpan.FromSeconds(21));
        Assert.Equal(0, world.Refusals);
        Assert.True(world.Calls < world.Admissions, $"{world.Calls} calls for {world.Admissions} requests");
    }

    [Fact]
    public void Store_Flushed_AtMostTheLimitOnceMoreAndThenExactAgain()
    {
        var world = new SlotSimulation(77, 4, 100);
        Load(world, TimeSpan.FromSeconds(30), demand: 200);
        world.At(10_000 * Ms, world.Store.Flush);
        world.Run(TimeSpan.FromSeconds(31));
        Quiet(world);
    }

    // So many requests in flight on average, from all replicas but with skew, each for 20 to 400 ms.
    private static void Load(SlotSimulation world, TimeSpan duration, int demand)
    {
        var between = 210.0 / demand;
        for (var at = 100.0; at < duration.TotalMilliseconds; at += between * (0.2 + (1.6 * world.Random.NextDouble())))
        {
            var replica = world.Replicas[(int)(world.Random.NextDouble() * world.Random.NextDouble() * world.Replicas.Count)];
            var stays = world.Random.NextInt64(20 * Ms, 400 * Ms);
            world.At((long)(at * Ms), () => replica.Arrive(stays));
        }
    }

    private static void FreezeFor(SlotSimulation world, SlotSimulation.SimulatedReplica replica, int atSecond, int milliseconds)
    {
        world.At(atSecond * 1000 * Ms, replica.Freeze);
        world.At(((atSecond * 1000) + milliseconds) * Ms, replica.Thaw);
    }

    // No demand: nothing is in flight, held or written any more. Dead replicas need their time.
    private static void Quiet(SlotSimulation world)
    {
        world.LostPerMille = 0;
        world.Run(TimeSpan.FromSeconds(30));
        Assert.Equal((0, 0, 0), (world.InUse, world.Replicas.Sum(static r => r.Unused), world.Store.Written));
        TestContext.Current.TestOutputHelper?.WriteLine($"{world.Admissions} admitted, {world.Refusals} refused, {world.Calls} calls, at most {world.MostInUse} in flight");
    }
}
