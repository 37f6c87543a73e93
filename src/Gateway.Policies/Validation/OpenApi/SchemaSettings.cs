namespace Gateway.Policies.Validation.OpenApi;

/// <summary>JSON schemas of one's own: files, each null for none.</summary>
internal sealed record SchemaSettings(string? Body, string? Query, string? Headers, string? Folder, string Addresses, bool AssertsFormats);
