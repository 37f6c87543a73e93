using Gateway.Policies.Configuration;

namespace Gateway.Hosting.Reload;

/// <summary>How a reload ended.</summary>
/// <param name="Succeeded">The new configuration serves.</param>
/// <param name="Generation">The generation that serves now.</param>
/// <param name="Hash">The hash of the configuration that serves now.</param>
/// <param name="Findings">Everything that was found: errors when it failed, warnings in any case.</param>
/// <param name="Failure">What went wrong beside the findings; null otherwise.</param>
internal sealed record ReloadResult(bool Succeeded, int Generation, string Hash, IReadOnlyList<ConfigError> Findings, string? Failure = null);
