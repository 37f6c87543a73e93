namespace Gateway.Policies.Validation.OpenApi;

/// <summary>How a document is made a contract: equal settings over the same files give the same contract.</summary>
/// <param name="Path">The document's full path.</param>
/// <param name="Folder">The folder that it and what it refers to is in.</param>
/// <param name="Addresses">Files for references to addresses of the network, as "address file" lines.</param>
/// <param name="BasePath">The path in front of all its paths; null for that of its first server.</param>
/// <param name="AssertsFormats">"format" is checked.</param>
/// <param name="ReadsResponses">Answers will be checked.</param>
/// <param name="ReadsSecurity">Security requirements decide access.</param>
internal sealed record ContractSettings(
    string Path, string Folder, string Addresses, string? BasePath, bool AssertsFormats, bool ReadsResponses, bool ReadsSecurity = false);
