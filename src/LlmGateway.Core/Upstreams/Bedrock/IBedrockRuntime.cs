namespace LlmGateway.Core.Upstreams.Bedrock;

/// <summary>The operations of Bedrock Runtime that we use, in its own JSON: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html.</summary>
/// <remarks>All of its wire is behind this interface, so that the SDK's client could stand in its place.</remarks>
internal interface IBedrockRuntime
{
    /// <summary>The whole answer's JSON.</summary>
    /// <exception cref="Aws.AwsServiceException">Bedrock refused.</exception>
    Task<ReadOnlyMemory<byte>> ConverseAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The answer's events as they come. Leaving the enumeration closes the connection.</summary>
    /// <exception cref="Aws.AwsServiceException">Bedrock refused, or broke off with an exception event.</exception>
    IAsyncEnumerable<BedrockEvent> ConverseStreamAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The tokens of a request that InvokeModel would take.</summary>
    /// <exception cref="Aws.AwsServiceException">Bedrock refused.</exception>
    Task<int?> CountTokensAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The whole answer in the model's own form.</summary>
    /// <exception cref="Aws.AwsServiceException">Bedrock refused.</exception>
    Task<ReadOnlyMemory<byte>> InvokeModelAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The whole answer in the model's own form, and the tokens that Bedrock counted of the request; null: it did not.</summary>
    /// <exception cref="Aws.AwsServiceException">Bedrock refused.</exception>
    Task<(ReadOnlyMemory<byte> Body, int? InputTokens)> InvokeCountedAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The answer's pieces in the model's own form, as they come. Leaving the enumeration closes the connection.</summary>
    /// <exception cref="Aws.AwsServiceException">Bedrock refused, or broke off with an exception event.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> InvokeModelStreamAsync(string modelId, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}

/// <summary>An event of a Bedrock stream.</summary>
/// <param name="Type">Such as <c>contentBlockDelta</c>.</param>
/// <param name="Payload">Its JSON.</param>
internal readonly record struct BedrockEvent(string Type, ReadOnlyMemory<byte> Payload);
