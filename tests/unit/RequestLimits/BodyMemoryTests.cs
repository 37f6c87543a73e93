using System.Text;
using Gateway.Policies.RequestLimits;
using Gateway.Policies.RequestLimits.Buffering;

namespace Gateway.UnitTests.RequestLimits;

public sealed class BodyMemoryTests
{
    private static byte[] Json(int bytes) => Encoding.UTF8.GetBytes("\"" + new string('x', bytes - 2) + "\"");

    [Fact]
    public async Task Budget_Exhausted_Is503UntilAResponseCompletes()
    {
        var limits = new LimitsExchange(new RequestLimitsOptions(), new RequestBodyBudget(40_000));
        var first = LimitsExchange.Post(Json(8000));
        var second = LimitsExchange.Post(Json(8000));
        Assert.Null(await limits.BodyReasonAsync(first));
        Assert.Null(await limits.BodyReasonAsync(second));
        Assert.Equal(16_384, limits.Budget.UsedBytes);

        var third = LimitsExchange.Post(Json(20_000));
        var decision = await limits.Body!.DecideAsync(third);
        Assert.Equal((503, "body-memory-exhausted"), (decision.Rejection!.Status, decision.Rejection.Reason));
        Assert.Equal("Retry-After", Assert.Single(decision.Rejection.Headers).Key);
        await LimitsExchange.CompleteAsync(third);
        await LimitsExchange.CompleteAsync(first);
        await LimitsExchange.CompleteAsync(second);
        Assert.Equal(0, limits.Budget.UsedBytes);

        // The old buffer is held until the larger one has its bytes: 16 KiB + 32 KiB would not fit.
        var large = LimitsExchange.Post(Json(20_000));
        Assert.Equal("body-memory-exhausted", await limits.BodyReasonAsync(large));
        await LimitsExchange.CompleteAsync(large);
        Assert.Null(await limits.BodyReasonAsync(LimitsExchange.Post(Json(10_000))));
    }

    [Fact]
    public async Task Body_DeclaredButNotSent_HoldsNoMemoryForIt()
    {
        var release = new TaskCompletionSource();
        var limits = new LimitsExchange(new RequestLimitsOptions { MaxBodyBytes = 1 << 20 });
        var exchange = LimitsExchange.Post([], stream: new StalledStream(release.Task));
        exchange.Context.Request.ContentLength = 1_000_000;
        var pending = limits.Body!.DecideAsync(exchange).AsTask();

        Assert.False(pending.IsCompleted);
        Assert.Equal(4096, limits.Budget.UsedBytes);
        release.SetResult();
        await pending;
    }

    [Fact]
    public async Task Body_AfterTheResponse_CannotBeReadAnyMore()
    {
        var limits = new LimitsExchange(new RequestLimitsOptions());
        var exchange = LimitsExchange.Post(Json(100));
        Assert.Null(await limits.BodyReasonAsync(exchange));
        var stream = exchange.Context.Request.Body;
        Assert.Equal(10, await stream.ReadAsync(new byte[10]));
        await LimitsExchange.CompleteAsync(exchange);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadExactlyAsync(new byte[10]).AsTask());
        Assert.True(exchange.Body!.Content.IsEmpty);
    }

    [Fact]
    public void Budget_UnderParallelUse_IsNeverExceededAndEndsEmpty()
    {
        var budget = new RequestBodyBudget(1000);
        var refused = 0;
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (!budget.TryTake(300)) Interlocked.Increment(ref refused);
            else
            {
                Assert.InRange(budget.UsedBytes, 0, 1000);
                budget.Return(300);
            }
        });
        Assert.Equal(0, budget.UsedBytes);
        Assert.False(budget.TryTake(1001));
        Assert.True(budget.TryTake(1000));
    }

    private sealed class StalledStream(Task release) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await release;
            return 0;
        }
    }
}
