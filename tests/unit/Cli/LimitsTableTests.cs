using System.Text.Json;
using Gateway.Cli;

namespace Gateway.UnitTests.Cli;

public sealed class LimitsTableTests
{
    [Fact]
    public void Of_AnAnswer_IsATableThatReads() => Assert.Equal(
        """
        Redis: NOT ASKED since 2026-03-01T12:00:00Z; degraded 12.5 s in all; 3 replicas; last failure server-error (READONLY) at 2026-03-01T12:00:00Z
        In this process: 12 buckets; leased 40 permits, knows 2 shared partitions

         USED  RULE                 BY                 COUNTED     LIMIT      LEFT    HELD  ASKED/S  REFUSED  PARTITION
         100%  per-consumer         Consumer           redis         200         0       3    120.5       12  00112233aabb
          55%  in-flight            Address,Route      process        20         -       0        -        0  ffeeddccbbaa
        """,
        LimitsTable.Of(JsonElement.Parse("""
            {
              "partitions": [
                { "policy": "RateLimit", "rule": "per-consumer", "by": ["Consumer"], "partition": "00112233aabbccdd00112233aabbccdd", "counted": "redis", "limit": 200, "used": 1, "remaining": 0, "held": 3, "perSecond": 120.5, "refused": 12 },
                { "policy": "ConcurrencyLimit", "rule": "in-flight", "by": ["Address", "Route"], "partition": "ffeeddccbbaa00000000000000000000", "counted": "process", "limit": 20, "used": 0.55, "remaining": null, "held": 0, "perSecond": null, "refused": 0 }
              ],
              "leases": { "permits": 40, "partitions": 2 }, "buckets": 12,
              "store": { "connected": false, "breaker": "open", "since": "2026-03-01T12:00:00Z", "degradedSeconds": 12.5, "callsInFlight": 0, "replicas": 3,
                         "lastFailure": { "reason": "server-error", "detail": "READONLY", "at": "2026-03-01T12:00:00Z" } }
            }
            """)));

    [Fact]
    public void Of_NothingNearALimit_SaysSo() => Assert.Equal(
        """
        Redis: not configured; every process counts by itself
        In this process: 0 buckets

         USED  RULE                 BY                 COUNTED     LIMIT      LEFT    HELD  ASKED/S  REFUSED  PARTITION
          nothing is near a limit
        """,
        LimitsTable.Of(JsonElement.Parse("""{ "partitions": [], "leases": null, "buckets": 0, "store": null }""")));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{ "partitions": [{ "partition": "short" }], "leases": null, "buckets": 0, "store": null }""")]
    public void Of_AnythingElse_IsNoAnswer(string text) => Assert.Throws<OperatorCallException>(() => LimitsTable.Of(JsonElement.Parse(text)));
}
