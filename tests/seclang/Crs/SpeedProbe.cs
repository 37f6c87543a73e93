using System.Diagnostics;
using System.Text;
using Gateway.SecLang.Testing;

namespace Gateway.SecLang.Tests.Crs;

public sealed class SpeedProbe
{
    private const string Get = "GET /api/items?id=123&sort=name&limit=20 HTTP/1.1\r\nHost: api.example.com\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0\r\nAccept: application/json\r\nAccept-Encoding: gzip, deflate\r\nAccept-Language: en-US,en;q=0.5\r\nCookie: session=0123456789abcdef0123456789abcdef\r\nX-Request-Id: 5f2b8c1e-7a39-4f3e-9f53-2a1d3c4b5e6f\r\n\r\n";

    [Fact]
    public void Measure()
    {
        if (Environment.GetEnvironmentVariable("PROBE") is not { Length: > 0 } probe) { Assert.Skip("a probe by hand"); return; }
        var before = GC.GetTotalMemory(true);
        var watch = Stopwatch.StartNew();
        var rules = CoreRuleSet.Load(probe == "3" ? CoreRuleSet.DefaultOptions : new RuleSetOptions { Files = ["/tmp/crs4/crs-setup.conf.example", "/tmp/crs4/rules/*.conf"] });
        Console.WriteLine($"load {watch.ElapsedMilliseconds} ms, {(GC.GetTotalMemory(true) - before) / 1e6:F1} MB");
        var fields = string.Join(",", Enumerable.Range(0, 22).Select(i => $"\"field{i}\":\"value {i} text\""));
        var json = "{" + fields + "}";
        var post = Get.Replace("GET /api/items?id=123&sort=name&limit=20", "POST /api/items", StringComparison.Ordinal).Replace("\r\n\r\n", $"\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}", StringComparison.Ordinal);
        var words = string.Join(' ', Enumerable.Range(0, 800).Select(i => new[] { "the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog" }[i % 9]));
        var text = "{\"title\":\"A story\",\"text\":\"" + words + "\"}";
        var large = Get.Replace("GET /api/items?id=123&sort=name&limit=20", "POST /api/items", StringComparison.Ordinal).Replace("\r\n\r\n", $"\r\nContent-Type: application/json\r\nContent-Length: {text.Length}\r\n\r\n{text}", StringComparison.Ordinal);
        foreach (var (name, raw) in new[] { ("GET", Get), ($"POST {json.Length}", post), ($"POST {text.Length}", large) })
        {
            var request = RawRequest.Parse(Encoding.Latin1.GetBytes(raw));
            var matches = 0;
            using (var t = rules.Begin())
            {
                t.Request.Head(request.Head, t.BodySettings);
                t.Run(1);
                t.Request.Body.Append(request.Body);
                t.Request.Body.End();
                t.Run(2);
                Console.WriteLine($"{t.Values.Count} values, {t.Cache.Count} outcomes, {t.Candidates.Describe()}, steps {rules.Phase(1).Steps.Length}+{rules.Phase(2).Steps.Length}, items {rules.Scan.Filters[0].Items}/{rules.Scan.Filters[0].States}, groups {rules.Scan.Groups.Length}, unions {rules.Scan.Unions.Length}, nodes {rules.PipelineNodes.Length}");
            }

            if (Environment.GetEnvironmentVariable("ONLY") is { } only && !name.StartsWith(only, StringComparison.Ordinal)) continue;
            for (var i = 0; i < 3000; i++) matches = CrsRunner.RequestPhases(rules, request);
            var best = double.MaxValue;
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 60; round++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < 200; i++) CrsRunner.RequestPhases(rules, request);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds / 200);
            }

            Console.WriteLine($"{name}: {best:F1} us, {(GC.GetAllocatedBytesForCurrentThread() - bytes) / 12000} B, {matches} matches");
        }
    }
}
