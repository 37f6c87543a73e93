namespace Gateway.IntegrationTests.Support;

/// <summary>Where a certificate, followed by its authority's, and its private key were written.</summary>
public sealed record CertificateFiles(string CertificatePath, string KeyPath);
