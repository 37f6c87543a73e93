using Microsoft.AspNetCore.Http;

namespace Gateway.UnitTests.CanonicalRequest;

public sealed class AllocationTests
{
    [Fact]
    public void Gate_CanonicalRequest_AllocatesNothing()
    {
        var context = GateRequest.Context(
            "/orders/42/lines?page=2&filter[a]=b", "GET",
            ("Accept", "application/json"), ("User-Agent", "test/1.0"), ("Authorization", "Bearer abc"), ("Connection", "keep-alive"), ("Accept-Encoding", "gzip"));
        Measure(context, 200);
        var bytes = Measure(context, 1000);
        Assert.True(bytes < 1000, $"{bytes} bytes in 1000 requests");
    }

    private static long Measure(HttpContext context, int requests)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < requests; i++)
        {
            if (GateRequest.Gate.Inspect(context) is not null) throw new InvalidOperationException("refused");
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
