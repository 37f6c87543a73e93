using Gateway.Policies.Configuration;

namespace Gateway.Policies.Validation.Security;

/// <summary>What a document's requirement wants of one security scheme: that, and all of the scopes or roles.</summary>
internal sealed record SecurityDemand(SecurityScheme Scheme, string[] Scopes, string[] Roles);

/// <summary>One way into an operation: all of its demands at once; without any, everybody may.</summary>
internal sealed record SecurityAlternative(SecurityDemand[] Demands);

/// <summary>The security of operations: one of the alternatives; without any, everybody may. Operations that say the same share one.</summary>
/// <param name="Number">Its number in the document, from 0.</param>
/// <param name="Alternatives">As the document has them.</param>
/// <param name="Location">Where it stands first.</param>
/// <param name="Pointer">The same as a JSON pointer.</param>
internal sealed record ContractSecurity(int Number, SecurityAlternative[] Alternatives, ConfigLocation Location, string Pointer);

/// <summary>All that a document says of security.</summary>
/// <param name="Requirements">By their numbers.</param>
/// <param name="SchemeNames">The security schemes that it defines.</param>
internal sealed record DocumentSecurity(IReadOnlyList<ContractSecurity> Requirements, IReadOnlyList<string> SchemeNames);
