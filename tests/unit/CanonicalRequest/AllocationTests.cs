namespace Gateway.UnitTests.CanonicalRequest;

public sealed class AllocationTests
{
    [Fact]
    public void Gate_CanonicalRequest_AllocatesNothing()
    {
        var context = GateRequest.Context(
            "/orders/42/lines?page=2&filter[a]=b", "GET",
            ("Accept", "application/json"), ("User-Agent", "test/1.0"), ("Authorization", "Bearer abc"), ("Connection", "keep-alive"), ("Accept-Encoding", "gzip"));
        Allocations.AssertNone(() => Assert.Null(GateRequest.Gate.Inspect(context)));
    }
}
