using Gateway.Policies.Authentication.ApiKey;
using Gateway.Policies.Authentication.ApiKey.Shared;
using Gateway.Policies.Redis;

namespace Gateway.UnitTests.Authentication.ApiKey.Shared;

public sealed class SharedApiKeyStoreTests
{
    [Fact]
    public async Task Create_WhileOthersChangeTheSet_LosesNothing()
    {
        using var bench = new SharedBench();
        await bench.CreateAsync();
        bench.Storage.BeforeWrite = () => bench.CreateAsync("faster").GetAwaiter().GetResult();

        await bench.CreateAsync("slower");

        Assert.Equal(["acme", "faster", "slower"], (await bench.Manager.ListAsync()).Select(k => k.Consumer).Order());
        Assert.StartsWith("1.3.", bench.Stored.Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_InAFullSet_TakesTheRoomOfWhatIsNoUseAnyMore()
    {
        using var bench = new SharedBench(maxKeys: 2);
        var first = await bench.CreateAsync("first");
        await bench.CreateAsync("second");
        var full = await Assert.ThrowsAsync<ApiKeyStoreException>(() => bench.CreateAsync("third"));
        Assert.Equal(ApiKeyStoreProblem.Full, full.Problem);
        Assert.Contains("MaxKeys 2", full.Message, StringComparison.Ordinal);

        await bench.Manager.RevokeAsync(first.Entry.Id);
        await bench.CreateAsync("third");

        Assert.Equal(["second", "third"], (await bench.Manager.ListAsync()).Select(k => k.Consumer).Order());
        Assert.Equal(2, bench.Stored.Records.Count);
    }

    [Fact]
    public async Task RevokeAndRotate_NoSuchKey_ChangeNothing()
    {
        using var bench = new SharedBench();
        var key = await bench.CreateAsync();
        var head = bench.Stored.Head;
        Assert.False(await bench.Manager.RevokeAsync("nobody"));
        Assert.Null(await bench.Manager.RotateAsync("nobody", TimeSpan.Zero));
        Assert.Equal(head, bench.Stored.Head);
        await bench.Manager.RevokeAsync(key.Entry.Id);
        Assert.Null(await bench.Manager.RotateAsync(key.Entry.Id, TimeSpan.Zero));
    }

    [Theory]
    [InlineData((int)StoreFailure.Timeout, "does not answer (timeout)")]
    [InlineData((int)StoreFailure.Disconnected, "does not answer (disconnected)")]
    [InlineData((int)StoreFailure.Invalid, "something else under gw:keys:partners:")]
    public async Task Change_StoreDoesNotAnswer_SaysSo(int failure, string message)
    {
        using var bench = new SharedBench();
        bench.Storage.Failure = (StoreFailure)failure;
        Assert.Contains(message, (await Assert.ThrowsAsync<ApiKeyStoreException>(() => bench.CreateAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_OfASetWithAnotherPepperOrOlderThanKnown_IsRefused()
    {
        using var bench = new SharedBench();
        await bench.CreateAsync();
        var older = bench.Stored;
        await bench.CreateAsync();
        var head = KeySetHead.Parse(bench.Stored.Head);
        bench.Stored = older;
        var rolledBack = await Assert.ThrowsAsync<ApiKeyStoreException>(() => bench.Manage(() => head).CreateAsync(new NewApiKey("acme")));
        Assert.Equal(ApiKeyStoreProblem.Unavailable, rolledBack.Problem);

        bench.Stored = older with { Head = "1.1." + new string('0', 64) };
        Assert.Contains("not written by a gateway", (await Assert.ThrowsAsync<ApiKeyStoreException>(() => bench.CreateAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_OfAKeyWhoseRecordWasDeleted_TakesItOffTheListOfEveryReplica()
    {
        using var bench = new SharedBench();
        var replica = bench.Replica();
        var (key, other) = (await bench.CreateAsync(), await bench.CreateAsync("globex"));
        await bench.LookAsync(replica);
        bench.Storage.Tamper(bench.Set, key.Entry.Id, null);

        Assert.True(await bench.Manager.RevokeAsync(key.Entry.Id));

        Assert.True(await bench.LookAsync(replica));
        Assert.Equal(("api-key-unknown", "globex"), (bench.Ask(replica, key), bench.Ask(replica, other)));
        Assert.False(await bench.Manager.RevokeAsync(key.Entry.Id));
    }

    [Fact]
    public async Task Create_KeyTooLargeForTheStore_IsRefusedAndNothingWritten()
    {
        using var bench = new SharedBench();
        var scopes = Enumerable.Range(0, 200).Select(i => $"a-scope-of-a-length-that-adds-up:{i}").ToArray();
        var refused = await Assert.ThrowsAsync<ApiKeyStoreException>(() => bench.Manager.CreateAsync(new NewApiKey("acme") { Scopes = scopes }));
        Assert.Contains("allowed: 4096", refused.Message, StringComparison.Ordinal);
        Assert.True(bench.Stored.IsAbsent);
    }
}
