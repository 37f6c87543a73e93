using Gateway.Policies.Validation.OpenApi;
using Gateway.Policies.Validation.Documents;

namespace Gateway.Policies.Validation.Contracts;

/// <summary>
/// Contracts by their settings, so that a thousand routes with one document have one contract, before and after a reload, as long as its files
/// stay as they are. Used when configurations are loaded, never by a request.
/// </summary>
internal sealed class ContractStore
{
    private const long Much = 32 << 20;

    private readonly Dictionary<object, WeakReference<LoadedContract>> _contracts = [];
    private readonly Lock _lock = new();

    // Nobody holds what has errors, and the next route asks for it again.
    private LoadedContract? _last;

    public LoadedContract Load(ContractSettings settings) => Load(settings, findings =>
    {
        var document = OpenApiReader.Read(settings, findings, out var files);
        return new LoadedContract(document, null, files, findings.Items);
    });

    public LoadedContract Load(SchemaSettings settings) => Load(settings, findings =>
    {
        var schemas = SchemaContractReader.Read(settings, findings, out var files);
        return new LoadedContract(null, schemas, files, findings.Items);
    });

    private LoadedContract Load(object settings, Func<SourceFindings, LoadedContract> load)
    {
        lock (_lock)
        {
            if (_contracts.TryGetValue(settings, out var known) && known.TryGetTarget(out var contract) && contract.IsCurrent) return _last = contract;
            foreach (var (dead, _) in _contracts.Where(static c => !c.Value.TryGetTarget(out _)).ToArray()) _contracts.Remove(dead);
            var before = GC.GetAllocatedBytesForCurrentThread();
            contract = load(new SourceFindings());
            // A large document leaves five times behind what its contract keeps, and a server's collector lets that lie for minutes: a few reloads
            // in a row would be as many megabytes each. In the background: requests go on.
            if (GC.GetAllocatedBytesForCurrentThread() - before > Much) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            _contracts[settings] = new WeakReference<LoadedContract>(contract);
            return _last = contract;
        }
    }
}
