using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Gateway.Policies.Pipeline;
using Gateway.Policies.Validation;
using Gateway.Policies.Validation.Contracts;
using Gateway.Policies.Validation.Schemas;
using Gateway.SecLang;
using Gateway.SecLang.Collections;
using Gateway.SecLang.Execution;
using Gateway.SecLang.Forms;

namespace Gateway.Policies.Waf.Forms;

/// <summary>
/// What a contract says of the arguments of its operations, bound to a rule set. The contract only says where to look: an argument is marked when the bytes that rules would see
/// have the form, and rules leave a marked argument out only where it has been proved that they cannot match that form. Routes with the same contract and rules share one.
/// </summary>
internal sealed class ContractForms
{
    /// <summary>Each costs proofs when the configuration is loaded; those that most arguments have come first.</summary>
    public const int MaxForms = 32;

    private static readonly ConditionalWeakTable<RuleSet, ConditionalWeakTable<ContractDocument, ContractForms>> Shared = [];

    private readonly KnownForms _known;
    private readonly FrozenDictionary<ContractOperation, ArgumentForms> _queries;
    private readonly FrozenDictionary<ContractContent, ArgumentForms> _bodies;

    private ContractForms(RuleSet rules, ContractDocument document)
    {
        var operations = document.Paths.SelectMany(static p => p.Operations).ToArray();
        var queries = operations.ToDictionary(static o => o, static o => ArgumentHints.Of(o.Query).Hints);
        var bodies = operations.SelectMany(static o => o.Body?.Contents.All ?? []).Distinct().ToDictionary(static c => c, static c => ArgumentHints.Of(c).Hints);
        var numbers = Number(queries.Values.Concat(bodies.Values), out var forms);
        _known = KnownForms.Bind(rules, forms);
        _queries = Named(queries, numbers);
        _bodies = Named(bodies, numbers);
    }

    /// <summary>Null where no contract of an OpenAPI document is enforced on requests, or not wanted.</summary>
    public static ContractForms? For(WafOptions options, RuleSet rules, IReadOnlyDictionary<string, PolicyOptions> effective)
    {
        if (!options.TrustContract || effective.GetValueOrDefault(ValidationPolicy.PolicyName) is not ValidationOptions { RequestMode: PolicyMode.Enforce, Contract.Document: { } document }) return null;
        var known = Shared.GetOrCreateValue(rules).GetValue(document, d => new ContractForms(rules, d));
        return known._known.Forms.Count == 0 ? null : known;
    }

    /// <summary>Marks the arguments of the query, before phase 1; how many.</summary>
    public int MarkQuery(Exchange exchange, Transaction transaction)
    {
        if (exchange.AcceptedOperation is not { } operation) return 0;
        transaction.Forms = _known;
        return _queries.TryGetValue(operation, out var forms) ? forms.Mark(transaction.Values, Collection.ArgsGet) : 0;
    }

    /// <summary>Marks those of the body, before phase 2.</summary>
    public int MarkBody(Exchange exchange, Transaction transaction) =>
        exchange.AcceptedOperation is not null && exchange.JudgedContent is { } content && _bodies.TryGetValue(content, out var forms) ? forms.Mark(transaction.Values, Collection.ArgsPost) : 0;

    /// <summary>Numbers from 1 on for the hints that make a form, the most frequent first.</summary>
    private static Dictionary<ValueHint, int> Number(IEnumerable<IReadOnlyDictionary<ulong, ValueHint>> all, out List<ValueForm> forms)
    {
        forms = [];
        var numbers = new Dictionary<ValueHint, int>();
        foreach (var hint in all.SelectMany(static h => h.Values).CountBy(static h => h).OrderByDescending(static c => c.Value).ThenBy(static c => c.Key.Text, StringComparer.Ordinal).Select(static c => c.Key))
        {
            if (forms.Count == MaxForms) break;
            if (HintForms.Of(hint) is not { } form) continue;
            forms.Add(form);
            numbers.Add(hint, forms.Count);
        }

        return numbers;
    }

    private FrozenDictionary<T, ArgumentForms> Named<T>(Dictionary<T, IReadOnlyDictionary<ulong, ValueHint>> hints, Dictionary<ValueHint, int> numbers)
        where T : class =>
        hints.Select(h => KeyValuePair.Create(h.Key, new ArgumentForms(_known, h.Value.Where(n => numbers.ContainsKey(n.Value)).ToFrozenDictionary(static n => n.Key, n => numbers[n.Value]))))
            .Where(static h => !h.Value.IsEmpty).ToFrozenDictionary();
}
