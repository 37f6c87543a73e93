using System.Net;
using Gateway.Policies.Authentication;

namespace Gateway.UnitTests.Authentication;

public sealed class FailureBudgetTests
{
    private static readonly IPAddress Alice = IPAddress.Parse("203.0.113.7");

    private readonly ManualTime _time = new();

    [Fact]
    public void Address_WithinBudget_IsNotExhausted()
    {
        var budget = new FailureBudget(3, TimeSpan.FromMinutes(1), _time);
        Charge(budget, Alice, 2);
        Assert.False(budget.IsExhausted(Alice, out _));
        budget.Charge(Alice);
        Assert.True(budget.IsExhausted(Alice, out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(20), retryAfter);
    }

    [Fact]
    public void Address_Exhausted_RefillsEvenly()
    {
        var budget = new FailureBudget(3, TimeSpan.FromMinutes(1), _time);
        Charge(budget, Alice, 3);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(budget.IsExhausted(Alice, out _));
        budget.Charge(Alice);
        Assert.True(budget.IsExhausted(Alice, out _));
        _time.Advance(TimeSpan.FromMinutes(1));
        Charge(budget, Alice, 2);
        Assert.False(budget.IsExhausted(Alice, out _));
    }

    [Fact]
    public void Address_ChargedBeyondTheBudget_WaitsNoLongerThanAWindow()
    {
        var budget = new FailureBudget(3, TimeSpan.FromMinutes(1), _time);
        Charge(budget, Alice, 1000);
        Assert.True(budget.IsExhausted(Alice, out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(20), retryAfter);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    public void Addresses_OfOneSubscriber_ShareABudget(string one, string other, bool shared)
    {
        var budget = new FailureBudget(1, TimeSpan.FromMinutes(1), _time);
        budget.Charge(IPAddress.Parse(one));
        Assert.Equal(shared, budget.IsExhausted(IPAddress.Parse(other), out _));
    }

    [Fact]
    public void Table_FloodedWithAddresses_NeverForgetsAnAddressOverBudget()
    {
        var budget = new FailureBudget(2, TimeSpan.FromHours(1), _time, capacity: 64);
        var over = Enumerable.Range(0, 500).Select(i => new IPAddress(new byte[] { 10, 0, (byte)(i >> 8), (byte)i })).ToArray();
        foreach (var address in over) Charge(budget, address, 2);

        for (var i = 0; i < 20_000; i++) budget.Charge(new IPAddress(new byte[] { 172, 16, (byte)(i >> 8), (byte)i }));

        var forgotten = over.Count(address => !budget.IsExhausted(address, out _));
        Assert.Equal(500, over.Length);
        Assert.Equal(0, forgotten);
    }

    [Fact]
    public void Table_FullOfAddressesOverBudget_RefusesOnlyTheirNetworks()
    {
        var budget = new FailureBudget(1, TimeSpan.FromHours(1), _time, capacity: 64);
        for (var i = 0; i < 5_000; i++) budget.Charge(IPAddress.Parse($"2001:db8:1:{i:x}::1"));

        Assert.True(budget.IsExhausted(IPAddress.Parse("2001:db8:1:ffff::1"), out _));
        var strangers = Enumerable.Range(0, 200).Count(i => budget.IsExhausted(IPAddress.Parse($"2a00:{i + 1:x}:1:1::1"), out _));
        Assert.InRange(strangers, 0, 2);
    }

    [Fact]
    public void Budgets_SameNumbers_AreOneBudgetWhileHeld()
    {
        var budgets = new FailureBudgets(_time);
        var first = budgets.Get(30, TimeSpan.FromMinutes(1));
        Assert.Same(first, budgets.Get(30, TimeSpan.FromMinutes(1)));
        Assert.NotSame(first, budgets.Get(31, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void IsExhausted_AnyAddress_AllocatesNothing()
    {
        var budget = new FailureBudget(30, TimeSpan.FromMinutes(1), _time);
        Allocations.AssertNone(() => budget.IsExhausted(Alice, out _));
    }

    private static void Charge(FailureBudget budget, IPAddress address, int times)
    {
        for (var i = 0; i < times; i++) budget.Charge(address);
    }
}
