namespace Gateway.Policies.Authentication;

/// <summary>Is told, in the same request, what became of the credential that it presents. Must not throw or wait.</summary>
internal interface ICredentialWatcher
{
    /// <summary>It is not accepted: what the budget of failures would be charged for.</summary>
    void Refused();

    /// <summary>It is.</summary>
    void Verified();
}
