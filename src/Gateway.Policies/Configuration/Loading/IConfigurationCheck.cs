namespace Gateway.Policies.Configuration;

/// <summary>A check over the whole configuration, for parts that the loader does not know, such as certificates.</summary>
internal interface IConfigurationCheck
{
    /// <param name="file">The bound file.</param>
    /// <param name="validation">Reports at members given relative to the root, e.g. "Gateway:Https:Certificates[0]:Path".</param>
    void Check(GatewayFile file, OptionsValidation validation);
}
