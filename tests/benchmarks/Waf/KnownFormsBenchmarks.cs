using System.Text;
using BenchmarkDotNet.Attributes;
using Gateway.SecLang;
using Gateway.SecLang.Bodies;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Forms;

namespace Gateway.Benchmarks.Waf;

/// <summary>The request phases of the installed Core Rule Set over an order of numbers, identifiers and dates, with and without marked arguments. The search for the forms is part of it.</summary>
[MemoryDiagnoser]
public class KnownFormsBenchmarks
{
    private static readonly byte[] Order = Encoding.ASCII.GetBytes(
        "{\"id\":71,\"ref\":\"f47ac10b-58cc-4372-a567-0e02b2c3d479\",\"when\":\"2026-11-22T13:00:00Z\",\"lines\":[" +
        string.Join(',', Enumerable.Range(1, 20).Select(static i => $"{{\"article\":{i * 7919},\"count\":{i},\"price\":{i}.95,\"gift\":false}}")) + "]}");

    private readonly RuleSet _rules = RuleSet.Load(new RuleSetOptions { Files = ["/etc/modsecurity/crs/crs-setup.conf", "/usr/share/modsecurity-crs/rules/*.conf"] }).RuleSet!;
    private readonly ValueForm[] _forms = [ValueForms.Integer, ValueForms.Number, ValueForms.Boolean, ValueForms.Uuid, ValueForms.DateTime];
    private KnownForms _known = null!;

    [GlobalSetup]
    public void Bind() => _known = KnownForms.Bind(_rules, _forms);

    [Benchmark(Baseline = true)]
    public bool OrderOf83Values() => Run(null);

    [Benchmark]
    public bool OrderOf83ValuesMarked() => Run(_known);

    private bool Run(KnownForms? known)
    {
        using var transaction = _rules.Begin();
        new ConnectionFacts { RemoteAddress = "192.0.2.1"u8 }.AddTo(transaction.Values);
        transaction.Request.Line("POST"u8, "/orders?limit=20"u8, "HTTP/1.1"u8);
        transaction.Request.Header("Host"u8, "api.example"u8);
        transaction.Request.Header("Accept"u8, "application/json"u8);
        transaction.Request.Header("User-Agent"u8, "client/1.0"u8);
        transaction.Request.Header("Content-Type"u8, "application/json"u8);
        transaction.Request.EndHead(transaction.BodySettings with { Access = true });
        transaction.Forms = known;
        transaction.Run(1);
        transaction.Request.Body.Append(Order);
        transaction.Request.Body.End();
        if (known is not null) Mark(transaction, known);
        return transaction.Run(2);
    }

    private static void Mark(Transaction transaction, KnownForms known)
    {
        foreach (var index in transaction.Values.Of(Collection.ArgsPost))
            for (var form = 1; form <= known.Forms.Count; form++)
                if (known.Mark(transaction.Values, index, form)) break;
    }
}
