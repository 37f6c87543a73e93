using System.Globalization;
using System.Text;
using Gateway.LoadTests.Processes;
using Gateway.Policies.Waf;
using Gateway.Policies.Waf.Rules;
using Gateway.SecLang;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Model;
using Gateway.SecLang.Testing;

namespace Gateway.LoadTests.Waf;

/// <summary>Loads a rule set as the policy does, then runs the requests through it: no network, no server.</summary>
internal static class EngineRun
{
    private const double Megabyte = 1e6;

    private const int Batches = 5;
    private const int Batch = 400;

    /// <param name="name">What the result is called.</param>
    /// <param name="files">The rules.</param>
    /// <param name="only">The name of the one kind of request that is run; null for all.</param>
    /// <param name="warmUp">Processor time for each kind before it is measured: the compiler has to have done with it.</param>
    /// <exception cref="LoadTestException">The rules do not load, or one of them matches a harmless request.</exception>
    public static EngineFigures Measure(string name, IReadOnlyList<string> files, string? only, TimeSpan warmUp)
    {
        var settings = WafRuleSettings.Of(new WafOptions { Rules = [.. files], ParanoiaLevel = 1 });
        var (heap, resident) = (GC.GetTotalMemory(forceFullCollection: true), Resident());
        var started = TimeProvider.System.GetTimestamp();
        var loaded = LoadedRules.Load(settings);
        var took = TimeProvider.System.GetElapsedTime(started);
        if (loaded.Rules is not { } rules) throw new LoadTestException(string.Join('\n', loaded.Findings.Take(5)));
        var residentAfter = Resident();
        var heapAfter = GC.GetTotalMemory(forceFullCollection: true);
        var costs = WafRequest.All.Where(r => only is null || r.Name == only).ToDictionary(static r => r.Name, r => CostOf(rules, r, warmUp), StringComparer.Ordinal);
        var figures = new EngineFigures(name, rules.RuleCount)
        {
            LoadSeconds = took.TotalSeconds,
            HeapMegabytes = (heapAfter - heap) / Megabyte,
            ResidentMegabytes = (residentAfter - resident) / Megabyte,
            WarmHeapMegabytes = (GC.GetTotalMemory(forceFullCollection: true) - heap) / Megabyte,
            Requests = costs,
        };
        GC.KeepAlive(loaded);
        return figures;
    }

    private static EngineCost CostOf(RuleSet rules, WafRequest request, TimeSpan warmUp)
    {
        var raw = Parse(request);
        // Not by the clock: on a busy machine hardly anything may have run in a second.
        var end = Environment.CpuUsage.TotalTime + warmUp;
        while (Environment.CpuUsage.TotalTime < end)
            for (var i = 0; i < Batch; i++) Judge(rules, raw, request);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var times = new List<double>();
        for (var batch = 0; batch < Batches; batch++)
        {
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < Batch; i++) Judge(rules, raw, request);
            times.Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / Batch);
        }

        return new EngineCost(Report.Distribution.Of(times).Median, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)(Batches * Batch));
    }

    private static void Judge(RuleSet rules, RawRequest raw, WafRequest request)
    {
        using var transaction = rules.Begin();
        transaction.Controls.Engine = EngineMode.On;
        new ConnectionFacts
        {
            RemoteAddress = "127.0.0.1"u8,
            RemotePort = 40_000,
            ServerAddress = "127.0.0.1"u8,
            ServerPort = 443,
            ServerName = "localhost"u8,
            UniqueId = "0123456789abcdef"u8,
        }.AddTo(transaction.Values);
        transaction.Request.Head(raw.Head, rules.BodySettings);
        transaction.Run(1);
        if (raw.Body.Length > 0) transaction.Request.Body.Append(raw.Body);
        transaction.Request.Body.End();
        transaction.Run(2);
        if (transaction.Verdict is not null || transaction.Matches.Count > 0)
            throw new LoadTestException($"{request.Name}: rule {transaction.Matches[0].Rule.Id} matched; allowed: none, the request is harmless");
    }

    private static RawRequest Parse(WafRequest request)
    {
        var isGet = request.ContentType is null;
        var text = new StringBuilder().Append(isGet ? "GET " : "POST ").Append(request.Target).Append(" HTTP/1.1\r\n");
        foreach (var (name, value) in request.Fields) text.Append(name).Append(": ").Append(value).Append("\r\n");
        if (!isGet) text.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(request.Body)}\r\n");
        return RawRequest.Parse(Encoding.UTF8.GetBytes(text.Append("\r\n").Append(request.Body).ToString()));
    }

    private static long Resident() => ResidentMemory.Parse(File.ReadLines("/proc/self/status"));
}
