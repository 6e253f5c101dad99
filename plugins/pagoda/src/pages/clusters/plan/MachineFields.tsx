import {
  Accordion,
  AccordionPanel,
  AccordionTrigger,
  TextField,
} from '@backstage/ui';
import { OfferField } from '../../../clouds/OfferField';
import { FieldProblem } from '../../../components';
import styles from './PlanFields.module.css';
import type { PlanForm } from './planForm';

interface Props {
  form: PlanForm;
  problems: Record<string, string>;
  onChange: (change: Partial<PlanForm>) => void;
}

/** What all machines of a cluster have in common. */
export function MachineFields({ form, problems, onChange }: Props) {
  const { cloud, provisioner } = form;
  const isMagnum = provisioner === 'magnum';
  // A pool has the image of the form where it has none of its own.
  const imageProblem = form.pools
    .map((_, index) => problems[`pools[${index}].image`])
    .find(Boolean);
  const networkProblem =
    problems.network ??
    form.pools
      .map((pool, index) =>
        pool.network ? undefined : problems[`pools[${index}].network`],
      )
      .find(Boolean);
  return (
    <>
      <div className={styles.fields}>
        {!isMagnum && (
          <div>
            <OfferField
              cloud={cloud}
              kind="image"
              label="Image of the machines"
              value={form.image}
              onChange={image => onChange({ image })}
              problem={imageProblem}
              isRequired
            />
          </div>
        )}
        {isMagnum && (
          <div>
            <OfferField
              cloud={cloud}
              kind="keypair"
              value={form.keypair}
              onChange={keypair => onChange({ keypair })}
              none="That of the cluster template"
              problem={problems.keypair}
            />
          </div>
        )}
        <div>
          <OfferField
            cloud={cloud}
            kind="network"
            value={form.network}
            onChange={network => onChange({ network })}
            none={isMagnum ? 'That of the cluster template' : 'The only one'}
            problem={networkProblem}
          />
        </div>
      </div>
      <Accordion>
        <AccordionTrigger
          title="Floating IPs and access"
          subtitle={
            [
              problems.externalNetwork,
              problems['securityGroups[0]'],
              problems.sshUser,
            ].some(Boolean)
              ? 'Something here is not right'
              : undefined
          }
        />
        <AccordionPanel>
          <div className={styles.fields}>
            <div>
              <OfferField
                cloud={cloud}
                kind="externalNetwork"
                label="Floating IPs from"
                value={form.externalNetwork}
                onChange={externalNetwork => onChange({ externalNetwork })}
                none={
                  isMagnum ? 'That of the cluster template' : 'No floating IPs'
                }
                problem={problems.externalNetwork}
              />
            </div>
            {!isMagnum && (
              <>
                <div>
                  <OfferField
                    cloud={cloud}
                    kind="securityGroup"
                    value={form.securityGroup}
                    onChange={securityGroup => onChange({ securityGroup })}
                    none="One that is made for the cluster"
                    problem={problems['securityGroups[0]']}
                  />
                </div>
                <div>
                  <TextField
                    label="User of the image"
                    description="Such as ubuntu"
                    value={form.sshUser}
                    onChange={sshUser => onChange({ sshUser })}
                    isInvalid={problems.sshUser !== undefined}
                  />
                  <FieldProblem text={problems.sshUser} />
                </div>
              </>
            )}
          </div>
        </AccordionPanel>
      </Accordion>
    </>
  );
}
