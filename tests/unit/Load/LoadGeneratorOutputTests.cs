using Gateway.LoadTests;
using Gateway.LoadTests.Drivers;

namespace Gateway.UnitTests.Load;

/// <summary>The outputs are real ones of wrk 4.1.0 and h2load 1.52.0.</summary>
public sealed class LoadGeneratorOutputTests
{
    private const string Wrk = """
        Running 2s test @ https://127.0.0.1:19443/
          1 threads and 16 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency   518.84us  459.84us  19.83ms   98.47%
            Req/Sec    31.40k     4.23k   35.84k    80.00%
          Latency Distribution
             50%  456.00us
             75%  512.00us
             90%  624.00us
             99%    1.45ms
          62363 requests in 2.00s, 9.16MB read
        Requests/sec:  31106.25
        Transfer/sec:      4.57MB
        """;

    private const string H2Load = """
        starting benchmark...
        TLS Protocol: TLSv1.3
        Cipher: TLS_AES_128_GCM_SHA256
        Application protocol: h2

        finished in 808.36ms, 24741.48 req/s, 1.72MB/s
        requests: 20000 total, 20000 started, 20000 done, 20000 succeeded, 0 failed, 0 errored, 0 timeout
        status codes: 20000 2xx, 0 3xx, 0 4xx, 0 5xx
        traffic: 1.39MB (1460392) total, 937.50KB (960000) headers (space savings 51.02%), 136.72KB (140000) data
                             min         max         mean         sd        +/- sd
        time for request:       91us      6.27ms      2.10ms       802us    77.93%
        time for connect:     8.95ms     19.44ms     14.57ms      3.71ms    50.00%
        req/s           :    3110.38     3139.12     3123.07        9.61    75.00%
        """;

    [Fact]
    public void Wrk_AllAnswered_RateAndPercentiles()
    {
        var result = WrkOutput.Parse(Wrk);

        Assert.Equal(new LoadResult(62363, 0, 31106.25, TimeSpan.FromMicroseconds(456), TimeSpan.FromMilliseconds(1.45)), result);
    }

    [Fact]
    public void Wrk_Refusals_AreFailures()
    {
        var refused = Wrk.Replace("Requests/sec:", "  Non-2xx or 3xx responses: 58519\nRequests/sec:", StringComparison.Ordinal);

        var result = WrkOutput.Parse(refused);

        Assert.Equal((62363 - 58519, 58519), (result.Requests, result.Failures));
    }

    [Fact]
    public void Wrk_SocketErrors_AreFailures()
    {
        var broken = Wrk.Replace("Requests/sec:", "  Socket errors: connect 1, read 20, write 300, timeout 4000\nRequests/sec:", StringComparison.Ordinal);

        Assert.Equal(4321, WrkOutput.Parse(broken).Failures);
    }

    [Fact]
    public void Wrk_SlowServer_SecondsAreRead()
    {
        Assert.Equal(TimeSpan.FromSeconds(1.45), WrkOutput.Parse(Wrk.Replace("1.45ms", " 1.45s", StringComparison.Ordinal)).P99);
    }

    [Fact]
    public void H2Load_AllAnswered_RateAndPercentilesOfTheLog()
    {
        var log = H2LoadLog.Parse(Enumerable.Range(1, 100).Reverse().Select(static i => $"1795308529706688\t200\t{i * 10}"));

        var result = H2LoadOutput.Parse(H2Load, log);

        Assert.Equal(new LoadResult(20000, 0, 24741.48, TimeSpan.FromMicroseconds(500), TimeSpan.FromMicroseconds(990)) { P999 = TimeSpan.FromMilliseconds(1) }, result);
    }

    [Fact]
    public void H2Load_RefusalsAndErrors_AreFailures()
    {
        var text = H2Load
            .Replace("20000 succeeded, 0 failed, 0 errored, 0 timeout", "15000 succeeded, 5000 failed, 20 errored, 3 timeout", StringComparison.Ordinal)
            .Replace("20000 2xx, 0 3xx, 0 4xx, 0 5xx", "15000 2xx, 0 3xx, 4000 4xx, 977 5xx", StringComparison.Ordinal);

        var result = H2LoadOutput.Parse(text, []);

        Assert.Equal((15000, 5000), (result.Requests, result.Failures));
        Assert.Equal(TimeSpan.Zero, result.P99);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unable to connect to 127.0.0.1:19443 Connection refused")]
    public void Output_WithoutResult_IsAnError(string text)
    {
        Assert.Throws<LoadTestException>(() => WrkOutput.Parse(text));
        Assert.Throws<LoadTestException>(() => H2LoadOutput.Parse(text, []));
    }

    [Fact]
    public void H2Load_Log_HasTheThousandth()
    {
        Assert.Equal(TimeSpan.FromMicroseconds(9990), H2LoadOutput.Parse(H2Load, [.. Enumerable.Range(1, 1000).Select(static i => i * 10L)]).P999);
    }

    [Theory]
    // openssl 3.0.19; the answer of the backend is longer than 250 bytes.
    [InlineData("Collecting connection statistics for 1 seconds\n****\n\n4 connections in 0.21s; 1557.14 connections/user sec, bytes read 4000\n4 connections in 2 real seconds, 1000 bytes read per connection\n", 4, 0)]
    [InlineData("Collecting connection statistics for 1 seconds\n*rr*\n\n4 connections in 0.21s; 1557.14 connections/user sec, bytes read 4000\n", 2, 2)]
    [InlineData("Collecting connection statistics for 1 seconds\n****\n\n4 connections in 0.21s; 1557.14 connections/user sec, bytes read 400\n", 1, 3)]
    [InlineData("Collecting connection statistics for 1 seconds\n***ERROR\n", 3, 1)]
    public void OpenSslTime_OnlyAnsweredWholeHandshakes_AreGood(string text, long good, long wrong)
    {
        Assert.Equal(new OpenSslTimeOutput.Counts(good, wrong), OpenSslTimeOutput.Parse(text));
    }

    [Fact]
    public void Together_TwoGenerators_RatesAddUpAndTheSlowerLatencyCounts()
    {
        var together = LoadResult.Together(
        [
            new(100, 1, 50, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(9)),
            new(200, 2, 70, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(5)),
        ]);

        Assert.Equal(new LoadResult(300, 3, 120, TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(9)), together);
    }
}
