using Gateway.Policies.Authentication;
using Gateway.Policies.CanonicalRequest;
using Gateway.Policies.Configuration;
using Gateway.Policies.Lockout.Accounts;

namespace Gateway.Policies.Lockout;

/// <summary>Rules over several members; ranges of single members are checked when the options are bound.</summary>
internal static class LockoutOptionsValidator
{
    private static readonly HeaderHygiene Removed = new([], IdentityHeaders.WellKnown);

    public static void Validate(LockoutOptions options, OptionsValidation validation)
    {
        Order(nameof(options.FirstDelay), options.FirstDelay, nameof(options.MaxDelay), options.MaxDelay, validation);
        Order(nameof(options.LockFor), options.LockFor, nameof(options.MaxLockFor), options.MaxLockFor, validation);
        Delays(nameof(options.DelayAfter), options.DelayAfter, options.LockAfter, validation);
        Delays("Network:DelayAfter", options.Network.DelayAfter, options.Network.LockAfter, validation);
        if (options.FailureStatuses.Intersect(options.SuccessStatuses).ToArray() is [var both, ..])
            validation.Error(nameof(options.SuccessStatuses), $"{both}, which is in FailureStatuses, too", "each status in one of the two lists");
        if (options.AccountFrom is { } sources && sources.Distinct(StringComparer.OrdinalIgnoreCase).Count() < sources.Count)
            validation.Error(nameof(options.AccountFrom), "an entry twice", "each place once");
        if (options.AccountFrom is null && !options.CountsGateway)
            validation.Warn(nameof(options.AccountFrom), "nothing", $"{AccountSourceForms.Allowed}; without it failures count by network alone", ConfigErrorCode.Policy);
        if (options.AccountFrom is not null && options.LockAfter > options.Network.LockAfter)
            validation.Warn(nameof(options.LockAfter), $"{options.LockAfter}, more than Network:LockAfter ({options.Network.LockAfter})", "less: the network is locked first", ConfigErrorCode.Policy);
        ValidateHeaders(options, validation);
        ValidateStore(options, validation);
    }

    // Gone before any policy sees the request.
    private static void ValidateHeaders(LockoutOptions options, OptionsValidation validation)
    {
        for (var i = 0; i < options.AccountFrom?.Count; i++)
        {
            if (AccountSource.Parse(options.AccountFrom[i]) is { Kind: AccountSourceKind.Header, Name: var name } && Removed.Removes(name, trustedPeer: true))
                validation.Error($"AccountFrom[{i}]", $"{name}, which is removed from every request", "a header that clients may send, such as X-Login");
        }
    }

    private static void Order(string first, TimeSpan start, string last, TimeSpan end, OptionsValidation validation)
    {
        if (start > end) validation.Error(first, $"more than {last}", $"at most {last}");
    }

    private static void Delays(string member, int delayAfter, int lockAfter, OptionsValidation validation)
    {
        if (delayAfter >= lockAfter)
            validation.Warn(member, $"{delayAfter}, and the lock comes at {lockAfter}", "less than LockAfter, or 0: no attempt is ever delayed", ConfigErrorCode.Policy);
    }

    private static void ValidateStore(LockoutOptions options, OptionsValidation validation)
    {
        if (validation.IsInErrorAt("Gateway:Redis")) return;
        var redis = validation.Gateway.Redis;
        if (redis is null && options.Shared is true)
            validation.Warn(nameof(options.Shared), "true without Gateway:Redis", "Gateway:Redis, or no Shared: every replica counts by itself", ConfigErrorCode.Policy);
        if ((redis is null || options.Shared is false) && options.OnStoreFailure is not LockoutStoreFailure.Local)
            validation.Warn(nameof(options.OnStoreFailure), $"{options.OnStoreFailure} where the process counts", "no OnStoreFailure: what the process counts does not fail", ConfigErrorCode.Policy);
        if (redis is { PartitionSecret: null } && options.Shared is not false && options.AccountFrom is not null)
            validation.Warn(nameof(options.AccountFrom), "accounts in Redis without Gateway:Redis:PartitionSecret", "a PartitionSecret: without it whoever reads Redis can try out account names");
    }
}
