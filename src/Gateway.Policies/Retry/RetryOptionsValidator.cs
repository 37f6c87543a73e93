using Gateway.Policies.Configuration;

namespace Gateway.Policies.Retry;

/// <summary>Rules over several members; ranges of single members are checked when the options are bound.</summary>
internal static class RetryOptionsValidator
{
    public static void Validate(RetryOptions options, OptionsValidation validation)
    {
        if (options.Statuses.Count == 0 && !options.OnConnectionFailure && !options.OnTimeout)
            validation.Warn("", "nothing after which a request is sent again", "Statuses, OnConnectionFailure or OnTimeout, or no Retry at all", ConfigErrorCode.Policy);
        if (options.PerTryTimeout is not null && !options.OnTimeout)
            validation.Warn("PerTryTimeout", "a time without OnTimeout", "\"OnTimeout\": true, or the cluster's Timeouts:ResponseHead", ConfigErrorCode.Policy);
    }
}
