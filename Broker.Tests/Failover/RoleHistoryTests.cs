namespace Broker.Tests.Failover;

public sealed class RoleHistoryTests
{
    private static readonly TimeSpan Left = TimeSpan.FromSeconds(5);

    [Fact]
    public void FindFaults_StoreHandedOver_FindsNone() =>
        Assert.Empty(RoleHistory.FindFaults([Master("a", 0, 1), Master("a", 50, 1), Slave("b", 50), Master("b", 100, 2), Slave("a", 100), Master("a", 150, 3)]));

    [Fact]
    public void FindFaults_MasterBetweenTwoAnswersOfAnother_IsASecondMaster() =>
        Assert.Contains("b was master with epoch 2 while a was with 1", RoleHistory.FindFaults([Master("a", 0, 1), Master("b", 50, 2), Master("a", 100, 1)]));

    [Fact]
    public void FindFaults_AnswerThatTookLong_ProvesNothing() =>
        Assert.Empty(RoleHistory.FindFaults([new RoleSample("a", 0, 100, new NodeRole("Master", 1, Left)), Master("b", 50, 2)]));

    [Fact]
    public void FindFaults_LeaseOfTheOldMasterHasRunOut_FindsNone() =>
        Assert.Empty(RoleHistory.FindFaults([Master("a", 0, 1), Master("b", 50, 2), new RoleSample("a", 100, 101, new NodeRole("Master", 1, null))]));

    [Fact]
    public void FindFaults_TwoNodesInOneEpoch_IsAFault() =>
        Assert.Equal(["several nodes were master with epoch 1"], RoleHistory.FindFaults([Master("a", 0, 1), Master("b", 50, 1)]));

    [Fact]
    public void FindFaults_EpochGoesDown_IsAFault() =>
        Assert.Equal(["b was master with epoch 1 after epoch 2"], RoleHistory.FindFaults([Master("a", 0, 2), Master("b", 50, 1)]));

    [Fact]
    public void FindFaults_NobodyWasEverMaster_IsAFault() => Assert.Single(RoleHistory.FindFaults([Slave("a", 0), Slave("b", 0)]));

    private static RoleSample Master(string node, long at, long epoch) => new(node, at, at + 1, new NodeRole("Master", epoch, Left));

    private static RoleSample Slave(string node, long at) => new(node, at, at + 1, new NodeRole("Slave", null, null));
}
