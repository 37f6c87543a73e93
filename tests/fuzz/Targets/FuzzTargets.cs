using Gateway.Fuzz.Engine;

namespace Gateway.Fuzz.Targets;

/// <summary>Every target.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. TargetTargets.All, .. HostTargets.All, .. GateTargets.All, .. AddressTargets.All, .. FrameTargets.All, .. BodyTargets.All, .. CredentialTargets.All, .. LimitTargets.All, .. ConfigTargets.All, .. OutputTargets.All, .. NameTargets.All,
        .. DocumentTargets.All, .. PathTargets.All, .. ParameterTargets.All, .. ContractBodyTargets.All, .. ContractTargets.All, .. SchemaTargets.All, .. SchemaTextTargets.All, .. SecLangTargets.All, .. SecLangRequestTargets.All,
    ];

    public static FuzzTarget? Find(string name) => All.FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.OrdinalIgnoreCase));
}
