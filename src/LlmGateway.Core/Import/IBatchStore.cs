using LlmGateway.Core.Aws;

namespace LlmGateway.Core.Import;

/// <summary>Takes items, many in one request.</summary>
internal interface IBatchStore
{
    /// <summary>As its operator knows it.</summary>
    string Name { get; }

    /// <summary>Items in one request at most.</summary>
    int BatchSize { get; }

    /// <summary>Puts items in; those that are there already are replaced.</summary>
    /// <param name="items">Of different keys; of one row whole, so it may be a few more than <see cref="BatchSize"/>.</param>
    /// <param name="reject">Told of items that it will never take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it did not take this time.</returns>
    /// <exception cref="AwsServiceException">It took none.</exception>
    Task<IReadOnlyList<ImportItem>> PutAsync(IReadOnlyList<ImportItem> items, Action<ImportItem, string> reject, CancellationToken cancellationToken);
}
