using Gateway.Policies.Configuration;

namespace Gateway.Policies.OutlierEjection;

/// <summary>Rules over several members of a cluster.</summary>
internal static class OutlierEjectionChecks
{
    public static void Check(string at, ClusterEntry entry, OptionsValidation validation)
    {
        if (entry.OutlierEjection is not { } options) return;
        if (options.MaxEjectionTime < options.EjectionTime)
            validation.Error($"{at}:OutlierEjection:MaxEjectionTime", "less than EjectionTime", "EjectionTime or more", ConfigErrorCode.Conflict);
        if (options is { ConsecutiveFailures: 0, FailurePercent: 0 })
            validation.Warn($"{at}:OutlierEjection", "nothing to judge by", "ConsecutiveFailures or FailurePercent, or no OutlierEjection at all", ConfigErrorCode.Policy);
        if (entry.Yarp.HealthCheck?.Passive is not { } passive) return;
        if (passive.Policy is { Length: > 0 } other && !string.Equals(other, OutlierHealthPolicy.PolicyName, StringComparison.OrdinalIgnoreCase))
            validation.Error($"{at}:HealthCheck:Passive:Policy", $"\"{other}\" beside OutlierEjection", "one of the two", ConfigErrorCode.Conflict);
        if (passive.Enabled is false)
            validation.Error($"{at}:HealthCheck:Passive:Enabled", "false beside OutlierEjection", "one of the two", ConfigErrorCode.Conflict);
        if (passive.ReactivationPeriod is not null)
            validation.Warn($"{at}:HealthCheck:Passive:ReactivationPeriod", "a time that OutlierEjection does not use", "OutlierEjection:EjectionTime", ConfigErrorCode.Policy);
    }
}
