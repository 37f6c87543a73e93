using System.Net;
using Gateway.Policies.Lockout;
using Gateway.Policies.Lockout.Counting;
using Gateway.UnitTests.RateLimit;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.UnitTests.Lockout;

public sealed class LockoutTableTests
{
    private const int Capacity = 1024;
    private static readonly LockoutOptions Options = new() { AccountFrom = ["Basic"], DelayAfter = 0, LockAfter = 3, LockFor = TimeSpan.FromMinutes(1), Network = new() { DelayAfter = 0, LockAfter = 1000 } };
    private readonly VirtualTime _time = new();
    private readonly LockoutTable _table;

    public LockoutTableTests() => _table = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddLockout(Capacity).BuildServiceProvider().GetRequiredService<LockoutTable>();

    [Fact]
    public void Begin_ManyAtOnce_AdmitsAsManyAsMayFail()
    {
        Assert.Equal(3, Enumerable.Range(0, 100).Count(_ => _table.Begin(Call("alice")).IsAdmitted));
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void End_OfEveryKind_LeavesNothingButFailures()
    {
        foreach (var outcome in (LockoutOutcome[])[LockoutOutcome.Success, LockoutOutcome.Other]) Attempt("alice", outcome);
        Assert.Equal(0, _table.Count);
        Attempt("alice", LockoutOutcome.Failure);
        Assert.Equal(2, _table.Count);
        Attempt("alice", LockoutOutcome.Success);
        Assert.Equal(1, _table.Count);
        _time.Advance(Options.Window);
        Attempt("bob", LockoutOutcome.Other);
        Assert.Equal(0, _table.Count);
    }

    [Fact]
    public async Task Table_Full_LocksOutliveEverythingElse()
    {
        for (var i = 0; i < 10; i++) Lock($"locked {i}");
        for (var i = 0; i < 10 * Capacity; i++)
        {
            Attempt($"guess {i}", LockoutOutcome.Failure, IPAddress.Parse("198.51.100.1"));
            Assert.InRange(_table.Count, 1, Capacity);
        }

        Assert.Equal(10, (await _table.ListAsync(Capacity))!.Count);
        for (var i = 0; i < 10; i++) Assert.Equal(LockoutRefusal.Locked, _table.Begin(Call($"locked {i}")).Refusal);
    }

    [Fact]
    public async Task Table_FullOfLocks_ThoseThatAreOverGoFirstThenTheOneUsedLongestAgo()
    {
        // With the network that they come from one more than there is room for.
        for (var i = 0; i < Capacity; i++)
        {
            Lock($"locked {i}");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(Capacity, _table.Count);
        Assert.Equal("0", string.Join(",", Enumerable.Range(0, Capacity).Where(i => !IsLocked($"locked {i}"))));
        Assert.Equal(Capacity - 1, (await _table.ListAsync(Capacity))!.Count);

        // The first of them ends, and was used last.
        Assert.Equal(LockoutRefusal.Locked, _table.Begin(Call("locked 1")).Refusal);
        _time.Advance(Options.LockFor - TimeSpan.FromMilliseconds(Capacity - 1));
        Assert.Equal((false, true), (IsLocked("locked 1"), IsLocked("locked 2")));
        Attempt("newcomer", LockoutOutcome.Failure);
        Assert.True(IsLocked("locked 2"));
        Assert.Equal(Capacity - 2, (await _table.ListAsync(Capacity))!.Count);
        Assert.Equal(Capacity, _table.Count);
    }

    [Fact]
    public async Task Unlock_ALock_EndsItAndForgetsTheCount()
    {
        Lock("alice");
        var entry = Assert.Single((await _table.ListAsync(10))!);
        Assert.Equal((LockoutLimit.Account, "login", "192.0.2.1", 1, false), (entry.Limit, entry.Realm, entry.Network, entry.Strikes, entry.IsShared));
        Assert.Equal(TimeSpan.FromMinutes(1), entry.Remaining);
        Assert.True(_table.IsKnownLocked(entry.Name, out _));
        Assert.True(await _table.UnlockAsync(entry.Name));
        Assert.False(await _table.UnlockAsync(entry.Name));
        Assert.False(await _table.UnlockAsync(1));
        Assert.Equal(3, Enumerable.Range(0, 10).Count(_ => _table.Begin(Call("alice")).IsAdmitted));
    }

    [Fact]
    public void Ended_LockOverByTime_IsToldOnce()
    {
        Lock("alice");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(LockoutStep.Ended, _table.Begin(Call("alice")).Account.Step);
        Assert.Equal(LockoutStep.None, _table.Begin(Call("alice")).Account.Step);
    }

    [Theory]
    [InlineData("192.0.2.77", 32, 64, "192.0.2.77")]
    [InlineData("192.0.2.77", 24, 64, "192.0.2.0/24")]
    [InlineData("::ffff:192.0.2.77", 32, 64, "192.0.2.77")]
    [InlineData("2001:db8:1:2:3:4:5:6", 32, 64, "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:3:4:5:6", 32, 48, "2001:db8:1::/48")]
    public void Network_OfAnAddress_IsThis(string address, int v4, int v6, string text) =>
        Assert.Equal(text, LockoutNetwork.Of(IPAddress.Parse(address), v4, v6).ToString());

    private bool IsLocked(string account) => _table.IsKnownLocked(Call(account).Account!.Value.Name, out _);

    private void Lock(string account)
    {
        for (var i = 0; i < 3; i++) Attempt(account, LockoutOutcome.Failure);
    }

    private void Attempt(string account, LockoutOutcome outcome, IPAddress? from = null)
    {
        var call = Call(account, from);
        Assert.True(_table.Begin(call).IsAdmitted);
        _table.End(call, outcome);
    }

    private static LockoutCall Call(string account, IPAddress? from = null)
    {
        var names = new LockoutNames(new byte[32]);
        var network = LockoutNetwork.Of(from ?? IPAddress.Parse("192.0.2.1"), 32, 64);
        var realm = LockoutNames.Realm("login");
        return new(
            new(names.Of(realm, network, null), LockoutLimit.Network, "login", network),
            // What is tested are accounts.
            LockoutTerms.OfNetwork(Options) with { LockAfter = int.MaxValue },
            new(names.Of(realm, network, names.Account(1, account)), LockoutLimit.Account, "login", network), LockoutTerms.OfAccount(Options), LockoutStoreFailure.Local)
        {
            IsHeld = true,
        };
    }
}
